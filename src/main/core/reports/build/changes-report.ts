import { isOfSite } from '../../../../shared/history/change-text.ts';
import type { ObjectChange } from '../../../../shared/history/diff-sites.ts';
import type { ReportInputs, SourceBlock } from '../report-source.ts';
import { column, fact } from '../values.ts';
import { changesTable, configBlocks } from './changes-table.ts';

export type LabelOf = (hostId: string) => string;

/** The blocks of each section of a report of what changed. */
export const changesSections: Readonly<
  Record<string, (inputs: ReportInputs, labelOf: LabelOf) => Iterable<SourceBlock>>
> = {
  *summary(inputs) {
    const begin = inputs.historyBegin();
    if (begin !== null) yield* beginBlocks(begin);
    yield summary(inputs.changes());
  },
  changes: (inputs, labelOf) => [
    changesTable(
      'Hosts and virtual machines',
      inputs.changes().filter((change) => isOfSite(change) && change.kind !== 'config'),
      labelOf,
    ),
  ],
  images: (inputs, labelOf) => [
    changesTable(
      'Images and their clients',
      inputs.changes().filter((change) => !isOfSite(change)),
      labelOf,
      'What image servers keep is the same at both moments.',
    ),
  ],
  configs: (inputs, labelOf) => configBlocks(inputs.changes(), labelOf),
};

/** Without this a reader would take the first look at a site for a great change of it. */
function* beginBlocks(begin: number): Generator<SourceBlock> {
  yield {
    kind: 'paragraph',
    tone: 'warning',
    text: 'The history begins within this period: what was there already is told of as added.',
  };
  const facts = [fact('The history begins', begin, 'time')];
  yield { kind: 'facts', title: 'What is known', facts };
}

const objects = [
  ['host', 'Hosts'],
  ['vm', 'Virtual machines'],
  ['config', 'Configuration files'],
  ['image-server', 'Image servers'],
  ['role', 'Roles'],
  ['image', 'Images'],
  ['packed-image', 'Packed images'],
  ['channel', 'Channels'],
  ['client', 'Clients'],
  ['rollout', 'Rollouts'],
] as const;
const ways = ['added', 'removed', 'changed', 'moved'] as const;

function summary(changes: readonly ObjectChange[]): SourceBlock {
  const count = (kind: ObjectChange['kind'], change: ObjectChange['change']) =>
    changes.filter((one) => one.kind === kind && one.change === change).length;
  return {
    kind: 'table',
    title: 'How much changed',
    columns: [column('What'), ...ways.map((way) => column(way, 'number'))],
    // Who has no image server is not told about roles and channels.
    rows: objects
      .filter(([kind]) => isOfSite({ kind }) || changes.some((one) => one.kind === kind))
      .map(([kind, name]) => [name, ...ways.map((way) => count(kind, way))]),
    whenEmpty: '',
  };
}
