import { type AppError, appError } from '../../../../shared/app-error.ts';
import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import {
  movingStates,
  type RolloutEvent,
  type RolloutState,
  type RolloutSummary,
} from '../../../../shared/images/rollout-state.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import type { KeptRollout, ServerClock } from '../parse/image-server-state.ts';
import { parseRollout } from '../parse/parse-tree.ts';
import type { RolloutStep } from '../rollout/rollout-input.ts';
import { type Change, type Committed, commit } from '../server/commit.ts';
import { readFiles } from '../server/read-server.ts';
import type { ServerPlace } from '../server/server-answer.ts';

/** Below this much, events are not worth a new snapshot. */
const leastTailBytes = 32 * 1024;

export const clientLeaseSeconds = 24 * 3600;

export function rolloutFolder(id: string): string {
  return `rollouts/${id}`;
}

/** Who has leased a client for a rollout: the rollout, whichever console carries it. */
export function rolloutHolder(id: string): string {
  return `rollout.${id}`;
}

export function clientLeasePath(plan: RolloutPlan, client: string): string {
  return `leases/${plan.groups[client]}/${client}.json`;
}

/** Whoever has this one may empty a Xen host: no two of a site are without their VMs at once. */
export const xenHostLeasePath = 'leases/.xen-hosts/site.json';

function hasXenHostOnItsWay({ xenHosts }: RolloutPlan, clients: RolloutState['clients']): boolean {
  return xenHosts.some(({ client }) => {
    const progress = clients[client];
    return progress !== undefined && movingStates.includes(progress.state);
  });
}

/** Reads a rollout that is not over. Errors: `rollout-not-found`, `parse-failed`. */
export async function loadRollout(
  place: ServerPlace,
  id: string,
  signal?: AbortSignal,
): Promise<Result<{ rollout: KeptRollout; clock: ServerClock }>> {
  const folder = rolloutFolder(id);
  const names = ['plan.json', 'state.json', 'events.jsonl'];
  const read = await readFiles(
    place,
    names.map((name) => `${folder}/${name}`),
    signal,
  );
  if (!read.ok) return read;
  if (!read.value.files.some(({ path }) => path === `${folder}/plan.json`)) {
    return err(appError('rollout-not-found', `There is no rollout ${id} on ${place.label}.`));
  }
  const files = new Map(read.value.files.map((file) => [file.path.slice(folder.length + 1), file]));
  const rollout = parseRollout(id, files);
  return rollout.ok ? ok({ rollout: rollout.value, clock: read.value.clock }) : rollout;
}

/** That nobody has written to it since it was read, e.g. an order from another console. */
export function unchanged({ plan, eventsSum }: KeptRollout): Change {
  return { do: 'expect', path: `${rolloutFolder(plan.id)}/events.jsonl`, sum: eventsSum };
}

/** What a step changes on the server: its event, and the leases of those it begins and ends. */
export function stepChanges(
  rollout: KeptRollout,
  step: RolloutStep,
  event: { by: string; at: ServerClock; command: string | null },
): { changes: Change[]; state: RolloutState; eventBytes: number } {
  const { plan, state } = rollout;
  const path = `${rolloutFolder(plan.id)}/events.jsonl`;
  const holder = rolloutHolder(plan.id);
  const generation = state.generation + 1;
  const value: RolloutEvent = {
    generation,
    at: Math.floor(event.at.wallMs / 1000),
    by: event.by,
    head: step.head,
    clients: step.changed,
    command: event.command,
  };
  const lease = (path: string): Change => {
    return { do: 'lease', path, holder, seconds: clientLeaseSeconds };
  };
  const clients = { ...state.clients, ...step.changed };
  const hadSite = hasXenHostOnItsWay(plan, state.clients);
  const needsSite = hasXenHostOnItsWay(plan, clients);
  return {
    changes: [
      unchanged(rollout),
      ...step.lease.map((client) => lease(clientLeasePath(plan, client))),
      ...(needsSite && !hadSite ? [lease(xenHostLeasePath)] : []),
      ...(hadSite && !needsSite
        ? [{ do: 'release', path: xenHostLeasePath, holder } as const]
        : []),
      ...step.release.map((client): Change => {
        return { do: 'release', path: clientLeasePath(plan, client), holder };
      }),
      { do: 'append', path, value },
    ],
    state: { generation, head: step.head, clients },
    eventBytes: JSON.stringify(value).length + 1,
  };
}

/** The rollout after its event was written. */
export function afterEvent(
  rollout: KeptRollout,
  { state, eventBytes }: { state: RolloutState; eventBytes: number },
  { sums }: Committed,
): KeptRollout {
  const path = `${rolloutFolder(rollout.plan.id)}/events.jsonl`;
  return {
    ...rollout,
    state,
    eventsSum: sums.get(path) ?? rollout.eventsSum,
    eventsBytes: rollout.eventsBytes + eventBytes,
  };
}

/**
 * A new snapshot once the events are longer than the last: so that what is read and compared stays
 * in proportion to the rollout, and writing it costs each event its share and no more.
 */
export async function snapshotIfDue(
  place: ServerPlace,
  rollout: KeptRollout,
  lease: Change,
): Promise<Result<KeptRollout>> {
  const { snapshotBytes, eventsBytes } = rollout;
  if (eventsBytes < Math.max(leastTailBytes, snapshotBytes)) return ok(rollout);
  const done = await commit(place, [lease, ...snapshotChanges(rollout)]);
  if (!done.ok) return done;
  const folder = rolloutFolder(rollout.plan.id);
  return ok({
    ...rollout,
    snapshotSum: done.value.sums.get(`${folder}/state.json`) ?? '',
    snapshotBytes: JSON.stringify(rollout.state).length,
    eventsSum: null,
    eventsBytes: 0,
  });
}

/** After a reboot of the server these leases are void; the rollout still names whose they are. */
export function leasesOfMoving({ plan, state }: KeptRollout): Change[] {
  const holder = rolloutHolder(plan.id);
  const lease = (path: string): Change => {
    return { do: 'lease', path, holder, seconds: clientLeaseSeconds };
  };
  const moving = Object.entries(state.clients).filter(
    ([, { order, deadline }]) => order !== null || deadline !== null,
  );
  return [
    ...moving.map(([client]) => lease(clientLeasePath(plan, client))),
    ...(hasXenHostOnItsWay(plan, state.clients) ? [lease(xenHostLeasePath)] : []),
  ];
}

function snapshotChanges(rollout: KeptRollout): Change[] {
  const { plan, state, snapshotSum } = rollout;
  const folder = rolloutFolder(plan.id);
  const events = `${folder}/events.jsonl`;
  return [
    unchanged(rollout),
    { do: 'expect', path: `${folder}/state.json`, sum: snapshotSum },
    { do: 'write', path: `${folder}/state.json`, value: state },
    { do: 'rename', path: events, to: `${folder}/events-${state.generation}.jsonl` },
  ];
}

/** Puts down that a rollout is over: from then on only its summary is read, and its record stays. */
export async function closeRollout(
  place: ServerPlace,
  rollout: KeptRollout,
  lease: { path: string; holder: string },
  at: ServerClock,
): Promise<Result<Committed, AppError>> {
  const { plan, state } = rollout;
  const { id, role, digest, createdAt, createdBy } = plan;
  const tally: RolloutSummary['tally'] = {};
  for (const progress of Object.values(state.clients)) {
    tally[progress.state] = (tally[progress.state] ?? 0) + 1;
  }
  const endedAt = Math.floor(at.wallMs / 1000);
  const summary: RolloutSummary = {
    ...{ id, role, digest, createdAt, createdBy, endedAt },
    head: state.head,
    tally,
  };
  return commit(place, [
    { do: 'hold', ...lease },
    ...snapshotChanges(rollout),
    { do: 'write', path: `${rolloutFolder(id)}/ended.json`, value: summary },
    { do: 'audit', by: createdBy, what: `rollout ${state.head.status}`, about: { rollout: id } },
    { do: 'release', ...lease },
  ]);
}
