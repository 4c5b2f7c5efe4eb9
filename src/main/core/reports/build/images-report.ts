import type { ImagesOverview } from '../../../../shared/images/overview.ts';
import type { RolloutSummary } from '../../../../shared/images/rollout-state.ts';
import type { Value } from '../../../../shared/reports/report.ts';
import type { LastOverview } from '../../store/images-seen.ts';
import type { ReportInputs, SourceBlock, TableSource } from '../report-source.ts';
import { column, fact, words, yesNo } from '../values.ts';

/** The blocks of each section of a report of images, their clients and their rollouts. */
export const imagesSections: Readonly<
  Record<string, (inputs: ReportInputs) => Iterable<SourceBlock>>
> = {
  summary,
  images: ({ imageServers }) => [imageTable(imageServers())],
  drift: ({ imageServers }) => [driftTable(imageServers())],
  clients: ({ imageServers }) => [clientTable(imageServers())],
  rollouts: ({ imageServers }) => [rolloutTable(imageServers())],
};

type Client = ImagesOverview['clients'][number];

/** What a client is not as it should be by; one that this does not know is named as it is. */
const driftNames: Readonly<Record<Client['drift'], string>> = {
  none: 'as it should be',
  'boot-file': 'boot file changed',
  silent: 'silent',
  'other-image': 'runs another image',
  'no-state-drive': 'without its state drive',
  unhealthy: 'unhealthy',
  'off-channel': 'not its channel’s image',
};
const driftName = ({ drifts }: Client): string =>
  drifts.length === 0 ? 'as it should be' : drifts.map((drift) => driftNames[drift]).join(', ');
const isAdrift = ({ drift }: Client): boolean => drift !== 'none';

const kinds: Readonly<Record<Client['kind'], string>> = {
  'xen-vm': 'Xen VM',
  'xen-host': 'Xen host',
  'bare-metal': 'bare metal',
};

/** Enough of a digest to tell versions apart, as in the console. */
const version = (digest: string | null): string | null =>
  digest === null ? null : digest.slice(0, 12);

/** The server's clock counts in seconds. */
const moment = (seconds: number | null): number | null =>
  seconds === null ? null : Math.round(seconds * 1000);

/** By the server's clock: a client's own may be hours off. */
const reportedAt = ({ reportAge }: Client, { at }: ImagesOverview): number | null =>
  reportAge === null ? null : Math.round(at - reportAge * 1000);

function* summary({ imageServers }: ReportInputs): Generator<SourceBlock> {
  const servers = imageServers();
  if (servers.length === 0) {
    const text = 'There is no image server, or none was ever read.';
    yield { kind: 'paragraph', tone: 'plain', text };
    return;
  }
  const adrift = servers.flatMap(({ overview }) => overview.clients.filter(isAdrift)).length;
  if (adrift > 0) {
    const text =
      adrift === 1
        ? 'One client is not as it should be.'
        : `${adrift} clients are not as they should be.`;
    yield { kind: 'paragraph', tone: 'warning', text };
  }
  for (const { server, at, overview } of servers) {
    const { clients, images, roles, rollouts, ended, problems } = overview;
    yield {
      kind: 'facts',
      title: words(server.label),
      facts: [
        fact('Last read', at, 'time'),
        fact('Roles', roles.length, 'number'),
        fact('Images', images.length, 'number'),
        fact(
          'Space of the images',
          images.reduce((sum, { bytes }) => sum + bytes, 0),
          'bytes',
        ),
        fact('Clients', clients.length, 'number'),
        fact('Clients as they should be', clients.filter((one) => !isAdrift(one)).length, 'number'),
        fact('Rollouts under way', rollouts.length, 'number'),
        fact('Rollouts that ended', ended.length, 'number'),
        fact('Files that could not be read', problems.length, 'number'),
      ],
    };
  }
  const text =
    'This is what each server kept when it was last read, whatever the period is. What changed ' +
    'within a period is told by the report of changes.';
  yield { kind: 'paragraph', tone: 'plain', text };
}

/** A row for each thing of each server, with the server's name before it. */
function* rowsOf<T>(
  servers: readonly LastOverview[],
  of: (overview: ImagesOverview) => readonly T[],
  row: (one: T, overview: ImagesOverview) => readonly Value[],
): Generator<readonly Value[]> {
  for (const { server, overview } of servers) {
    for (const one of of(overview)) yield [words(server.label), ...row(one, overview)];
  }
}

function imageTable(servers: readonly LastOverview[]): TableSource {
  return {
    kind: 'table',
    title: 'Images',
    columns: [
      column('Server'),
      column('Role'),
      column('Version'),
      column('Imported', 'time'),
      column('Made by'),
      column('Kernel'),
      column('Packages', 'number'),
      column('Size', 'bytes'),
      column('Clients that shall run it', 'number'),
      column('Clients that run it', 'number'),
      column('Channels'),
    ],
    rows: rowsOf(
      servers,
      ({ images }) => images,
      ({ manifest, bytes, desired, running, channels }) => [
        words(manifest.role),
        version(manifest.digest),
        moment(manifest.importedAt),
        words(manifest.origin),
        manifest.kernel === null ? null : words(manifest.kernel),
        manifest.packages,
        bytes,
        desired,
        running,
        channels.length === 0 ? null : words(channels.join(', ')),
      ],
    ),
    whenEmpty: 'There are no images.',
  };
}

function driftTable(servers: readonly LastOverview[]): TableSource {
  return {
    kind: 'table',
    title: 'Clients that are not as they should be',
    columns: [
      column('Server'),
      column('Client'),
      column('Role'),
      column('What'),
      column('Shall run'),
      column('Runs'),
      column('Last report', 'time'),
      column('Its own words'),
    ],
    rows: rowsOf(
      servers,
      ({ clients }) => clients.filter(isAdrift),
      (client, overview) => [
        words(client.id),
        words(client.role),
        driftName(client),
        version(client.desired),
        version(client.running),
        reportedAt(client, overview),
        client.healthText === '' ? null : words(client.healthText),
      ],
    ),
    whenEmpty: 'Every client is as it should be.',
  };
}

function clientTable(servers: readonly LastOverview[]): TableSource {
  return {
    kind: 'table',
    title: 'Clients',
    columns: [
      column('Server'),
      column('Client'),
      column('Kind'),
      column('Role'),
      column('Group'),
      column('Channel'),
      column('Shall run'),
      column('Runs'),
      column('Health'),
      column('State drive'),
      column('Last report', 'time'),
      column('State'),
    ],
    rows: rowsOf(
      servers,
      ({ clients }) => clients,
      (client, overview) => [
        words(client.id),
        kinds[client.kind],
        words(client.role),
        words(client.group),
        client.channel === null ? null : words(client.channel),
        version(client.desired),
        version(client.running),
        client.health === 'unknown' ? null : client.health,
        client.stateMounted === null ? null : yesNo(client.stateMounted),
        reportedAt(client, overview),
        driftName(client),
      ],
    ),
    whenEmpty: 'There are no clients.',
  };
}

const tallyText = (tally: RolloutSummary['tally']): string =>
  Object.entries(tally)
    .map(([state, count]) => `${count} ${state.replaceAll('-', ' ')}`)
    .join(', ');

function rolloutTable(servers: readonly LastOverview[]): TableSource {
  return {
    kind: 'table',
    title: 'Rollouts',
    columns: [
      column('Server'),
      column('Rollout'),
      column('Role'),
      column('Version'),
      column('Begun', 'time'),
      column('By'),
      column('State'),
      column('Ended', 'time'),
      column('Clients'),
      column('Why'),
    ],
    rows: rowsOf(
      servers,
      ({ rollouts, ended }) => [...rollouts.map((one) => ({ ...one, endedAt: null })), ...ended],
      ({ id, role, digest, createdAt, createdBy, head, endedAt, tally }) => [
        words(id),
        words(role),
        version(digest),
        moment(createdAt),
        words(createdBy),
        head.status.replaceAll('-', ' '),
        moment(endedAt),
        tallyText(tally) || null,
        head.reason === null ? null : words(head.reason),
      ],
    ),
    whenEmpty: 'There was no rollout.',
  };
}
