import type { ObjectChange } from '../../../../shared/history/diff-sites.ts';
import type { ReportInputs, SourceBlock } from '../report-source.ts';
import { column } from '../values.ts';
import { changesTable, configBlocks } from './changes-table.ts';

export type LabelOf = (hostId: string) => string;

/** The blocks of each section of a report of what changed. */
export const changesSections: Readonly<
  Record<string, (inputs: ReportInputs, labelOf: LabelOf) => Iterable<SourceBlock>>
> = {
  summary: (inputs) => [summary(inputs.changes())],
  changes: (inputs, labelOf) => [
    changesTable(
      'Hosts and virtual machines',
      inputs.changes().filter(({ kind }) => kind !== 'config'),
      labelOf,
    ),
  ],
  configs: (inputs, labelOf) => configBlocks(inputs.changes(), labelOf),
};

const objects = [
  ['host', 'Hosts'],
  ['vm', 'Virtual machines'],
  ['config', 'Configuration files'],
] as const;
const ways = ['added', 'removed', 'changed', 'moved'] as const;

function summary(changes: readonly ObjectChange[]): SourceBlock {
  const count = (kind: ObjectChange['kind'], change: ObjectChange['change']) =>
    changes.filter((one) => one.kind === kind && one.change === change).length;
  return {
    kind: 'table',
    title: 'How much changed',
    columns: [column('What'), ...ways.map((way) => column(way, 'number'))],
    rows: objects.map(([kind, name]) => [name, ...ways.map((way) => count(kind, way))]),
    whenEmpty: '',
  };
}
