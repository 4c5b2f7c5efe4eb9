import type { Client, Lease, Report } from '../../../shared/images/client.ts';
import type { Manifest, Role } from '../../../shared/images/image.ts';
import type { Drift, ImagesOverview } from '../../../shared/images/overview.ts';
import type { RolloutSummary } from '../../../shared/images/rollout-state.ts';
import { bootFiles } from './boot/boot-files.ts';
import type { ImageServerState, KeptRollout, ServerClock } from './parse/image-server-state.ts';

/** A client reports twice a minute. */
const silentSeconds = 150;

/** What is shown of an image server, from all that it keeps below `root`. Pure. */
export function composeOverview(server: ImageServerState, root: string): ImagesOverview {
  const clients = [...server.clients.values()].map(({ value }) => value);
  const desired = countBy(clients, ({ desired: digest }) => digest);
  const previous = countBy(clients, ({ previous: digest }) => digest);
  const running = countBy([...server.reports.values()], ({ digest }) => digest);
  const channels = [...server.channels.values()].map(({ value }) => value);
  const rollouts = [...server.rollouts.values()];
  return {
    at: server.clock.wallMs,
    roles: rolesOf(server),
    images: [...server.images.values()]
      .toSorted((a, b) => b.importedAt - a.importedAt)
      .map((manifest) => ({
        manifest,
        bytes: bytesOf(manifest),
        desired: desired.get(manifest.digest) ?? 0,
        previous: previous.get(manifest.digest) ?? 0,
        running: running.get(manifest.digest) ?? 0,
        channels: channels
          .filter(({ role, digest }) => role === manifest.role && digest === manifest.digest)
          .map(({ name }) => name),
        rollouts: rollouts
          .filter(({ plan }) => plan.digest === manifest.digest)
          .map(({ plan }) => plan.id),
      })),
    packed: [...server.packed.values()]
      .toSorted((a, b) => b.at - a.at)
      .map(({ role, packed: digest, digest: from, bytes }) => {
        const manifest = server.packedImages.get(`${role}/${digest}`);
        const wholeBytes = manifest ? bytesOf(manifest) : null;
        return { role, digest, from, bytes, wholeBytes, origin: manifest?.origin ?? '' };
      }),
    channels,
    clients: clients.map((client) => clientRow(client, server, root)),
    rollouts: rollouts.map((rollout) =>
      rolloutRow(rollout, server.rolloutLeases.get(rollout.plan.id), server.clock),
    ),
    ended: [...server.ended.values()].toSorted((a, b) => b.endedAt - a.endedAt),
    problems: [...server.problems],
  };
}

/** A role whose file is gone or torn is still one that has images. */
function rolesOf({ roles, images }: ImageServerState): Role[] {
  const known = [...roles.values()].map(({ value }) => value);
  const others = new Set(
    [...images.values()].map(({ role }) => role).filter((name) => !roles.has(name)),
  );
  return [
    ...known,
    ...[...others].map((name) => ({
      ...{ generation: 0, name, title: name, healthCommand: '', lastRollout: null },
    })),
  ];
}

function countBy<T>(all: readonly T[], key: (one: T) => string | null): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) {
    const at = key(one);
    if (at !== null) counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  return counts;
}

function bytesOf({ files }: Manifest): number {
  return Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
}

function clientRow(
  client: Client,
  server: ImageServerState,
  root: string,
): ImagesOverview['clients'][number] {
  const report = server.reports.get(client.id);
  const { follows } = client;
  const channel = follows.kind === 'channel' ? follows.channel : null;
  const wanted =
    follows.kind === 'digest'
      ? follows.digest
      : (server.channels.get(`${client.role}/${follows.channel}`)?.value.digest ?? null);
  const age = report ? (server.reportAges.get(client.id) ?? null) : null;
  const drifts = driftsOf(client, report, age, wanted, hasOddBootFile(client, server, root));
  return {
    id: client.id,
    role: client.role,
    group: client.group,
    kind: client.place.kind,
    channel,
    desired: client.desired,
    previous: client.previous,
    running: report?.digest ?? null,
    health: report?.health ?? 'unknown',
    healthText: report?.healthText ?? '',
    stateMounted: report?.stateMounted ?? null,
    reportAge: age,
    clockOffSeconds:
      report && age !== null ? Math.round(report.at - (server.clock.wallMs / 1000 - age)) : null,
    rejected: client.rejected,
    drift: drifts[0] ?? 'none',
    drifts,
    heldBy: holderOf(server.leases.get(`${client.group}/${client.id}`), server.clock),
    driveFolder: client.stateDrive.kind === 'nfs' ? client.stateDrive.folder : null,
  };
}

/** Also one that is missing. Nothing is said while nobody knows how they have to be. */
function hasOddBootFile(client: Client, server: ImageServerState, root: string): boolean {
  if (!server.settings) return false;
  const files = bootFiles(client, server.settings.value, root);
  if (!files.ok) return true;
  return [...files.value].some(
    ([path, lines]) => server.bootFiles.get(path) !== `${lines.join('\n')}\n`,
  );
}

/** All that apply, the gravest first; of one that is silent, by what it said last. */
function driftsOf(
  client: Client,
  report: Report | undefined,
  age: number | null,
  wanted: string | null,
  oddBootFile: boolean,
): Drift[] {
  const drifts: Drift[] = [];
  if (age === null || age > silentSeconds) drifts.push('silent');
  if (report && report.digest !== client.desired) drifts.push('other-image');
  if (report && !report.stateMounted) drifts.push('no-state-drive');
  if (report?.health === 'failed') drifts.push('unhealthy');
  if (oddBootFile) drifts.push('boot-file');
  const isOff = wanted !== null && wanted !== client.desired && !client.rejected.includes(wanted);
  if (isOff) drifts.push('off-channel');
  return drifts;
}

/** Null: nobody, or its lease has run out. */
function holderOf(lease: Lease | undefined, clock: ServerClock): string | null {
  if (lease?.serverBoot !== clock.bootId) return null;
  return lease.expires * 1000 > clock.uptimeMs ? lease.holder : null;
}

function rolloutRow(
  { plan, state }: KeptRollout,
  lease: Lease | undefined,
  clock: ServerClock,
): ImagesOverview['rollouts'][number] {
  const tally: RolloutSummary['tally'] = {};
  for (const { state: one } of Object.values(state.clients)) tally[one] = (tally[one] ?? 0) + 1;
  return {
    id: plan.id,
    role: plan.role,
    digest: plan.digest,
    createdAt: plan.createdAt,
    createdBy: plan.createdBy,
    head: state.head,
    waves: plan.waves.length,
    tally,
    holder: holderOf(lease, clock),
  };
}
