import type { ReportSource, SourceBlock } from '../report-source.ts';

/** The document as it is (see shared/reports/report.ts), a row a line. */
export function* renderJson({ head, sections }: ReportSource): Generator<string> {
  yield `{"head":${JSON.stringify(head)},"sections":[`;
  let between = '\n';
  for (const { id, title, blocks } of sections) {
    yield `${between}{"id":${JSON.stringify(id)},"title":${JSON.stringify(title)},"blocks":[`;
    yield* list(blocks, blockJson);
    yield ']}';
    between = ',\n';
  }
  yield '\n]}\n';
}

function* blockJson(block: SourceBlock): Generator<string> {
  if (block.kind !== 'table') {
    yield JSON.stringify(block);
    return;
  }
  const { rows, ...rest } = block;
  yield `${JSON.stringify(rest).slice(0, -1)},"rows":[`;
  yield* list(rows, function* (row) {
    yield JSON.stringify(row);
  });
  yield ']}';
}

function* list<T>(items: Iterable<T>, json: (item: T) => Iterable<string>): Generator<string> {
  let between = '\n';
  for (const item of items) {
    yield between;
    yield* json(item);
    between = ',\n';
  }
}
