import { changeKindText, fieldText, valueText } from '../../../../shared/history/change-text.ts';
import type { ObjectChange } from '../../../../shared/history/diff-sites.ts';
import type { Value } from '../../../../shared/reports/report.ts';
import type { SourceBlock, TableSource } from '../report-source.ts';
import { column, words } from '../values.ts';

/** A row for each field that is not as it was; one for an object that came, went or moved. */
export function changesTable(
  title: string,
  changes: Iterable<ObjectChange>,
  labelOf: (hostId: string) => string,
  /** What it says where nothing changed. */
  whenEmpty = 'Hosts and virtual machines are the same at both moments.',
): TableSource {
  return {
    kind: 'table',
    title,
    whenEmpty,
    columns: [
      column('Kind'),
      column('Name'),
      column('Host'),
      column('Change'),
      column('Field'),
      column('Before'),
      column('After'),
    ],
    rows: (function* () {
      for (const change of changes) yield* rowsOf(change, labelOf);
    })(),
  };
}

function* rowsOf(change: ObjectChange, labelOf: (hostId: string) => string): Generator<Value[]> {
  const head = [
    changeKindText[change.kind],
    words(change.name),
    words(labelOf(change.hostId)),
    change.change,
  ];
  if (change.change === 'added' || change.change === 'removed') {
    // All that it has is in the inventory of a moment at which it is there.
    yield [...head, null, null, null];
    return;
  }
  if (change.from) {
    yield [...head, 'host', words(labelOf(change.from.hostId)), words(labelOf(change.hostId))];
  }
  for (const { field, before, after } of change.fields) {
    if (field === 'hostId') continue;
    yield [...head, fieldText(field), textOf(before), textOf(after)];
  }
}

const textOf = (value: unknown): string | null =>
  value === undefined ? null : words(valueText(value));

/** The lines of each configuration file that is not as it was. */
export function* configBlocks(
  changes: Iterable<ObjectChange>,
  labelOf: (hostId: string) => string,
): Generator<SourceBlock> {
  let any = false;
  for (const { kind, name, hostId, change, from, hunks } of changes) {
    if (kind !== 'config') continue;
    any = true;
    const way = from ? `moved from ${labelOf(from.hostId)} to` : `${change} on`;
    yield {
      kind: 'lines',
      title: words(`${name}: ${way} ${labelOf(hostId)}`),
      lines: (hunks ?? []).flatMap((hunk, n) => [
        ...(n > 0 ? [' …'] : []),
        ...hunk.lines.map(words),
      ]),
    };
  }
  if (!any) {
    yield {
      kind: 'paragraph',
      tone: 'plain',
      text: 'The configuration files are the same at both moments.',
    };
  }
}
