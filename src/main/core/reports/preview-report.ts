import type { Block, Report, Value } from '../../../shared/reports/report.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { ReportSource, SourceBlock, TableSource } from './report-source.ts';
import { readFailure } from './store-failure.ts';

/** Rows of a table, and lines of files, that a preview shows. */
const mostRows = 12;
const mostLines = 60;
/** Files with changed lines that it shows. */
const mostFiles = 10;

/** The report as far as a page shows it: the first rows of each table, and that there are more. */
export function previewReport({ head, sections }: ReportSource): Result<Report> {
  try {
    return ok({
      head,
      sections: Array.from(sections, ({ id, title, blocks }) => ({
        id,
        title,
        blocks: firstBlocks(blocks),
      })),
    });
  } catch (thrown) {
    const failed = readFailure(thrown);
    if (!failed) throw thrown;
    return failed;
  }
}

function firstBlocks(blocks: Iterable<SourceBlock>): Block[] {
  const shown: Block[] = [];
  let files = 0;
  for (const block of blocks) {
    if (block.kind === 'table') shown.push(firstRows(block));
    else if (block.kind !== 'lines') shown.push(block);
    else if (files++ < mostFiles) shown.push({ ...block, lines: block.lines.slice(0, mostLines) });
    else {
      const text = 'There are more files that changed; the report has all of them.';
      return [...shown, { kind: 'paragraph', tone: 'plain', text }];
    }
  }
  return shown;
}

function firstRows(table: TableSource): Block {
  const rows: Value[][] = [];
  for (const row of table.rows) {
    if (rows.length === mostRows) return { ...table, rows, more: true };
    rows.push([...row]);
  }
  return { ...table, rows };
}
