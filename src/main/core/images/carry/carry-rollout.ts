import type { AppError } from '../../../../shared/app-error.ts';
import type { Client } from '../../../../shared/images/client.ts';
import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import {
  type ClientState,
  endedStatuses,
  type RolloutHead,
} from '../../../../shared/images/rollout-state.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import type { KeptRollout, ServerClock } from '../parse/image-server-state.ts';
import { clientsToLookAt } from '../rollout/clients-to-look-at.ts';
import type { OrderedAct, RolloutInput } from '../rollout/rollout-input.ts';
import { stepRollout } from '../rollout/step-rollout.ts';
import { type Change, commit } from '../server/commit.ts';
import { readFiles } from '../server/read-server.ts';
import { heldLeases, type ServerPlace } from '../server/server-answer.ts';
import type { ClientPort, HostOrder, Outcome, RebootOrder } from './client-port.ts';
import { looksOf, reportPath } from './report-looks.ts';
import {
  afterEvent,
  closeRollout,
  leasesOfMoving,
  loadRollout,
  rolloutFolder,
  snapshotIfDue,
  stepChanges,
  unchanged,
  xenHostLeasePath,
} from './rollout-file.ts';
import { clientPath, placesOf, readClients, switchClients } from './switch-clients.ts';

/** Long enough for a slow round, short enough that another console need not wait for long. */
const leaseSeconds = 120;

export interface CarryOptions {
  place: ServerPlace;
  id: string;
  /** This console, as others shall see it. Letters, digits, and `@._:-`. */
  holder: string;
  port: ClientPort;
  /** Leave everything as it is: any console goes on from there. */
  signal: AbortSignal;
  pause(signal: AbortSignal): Promise<void>;
  onState(rollout: KeptRollout): void;
}

/**
 * Carries a rollout: gathers, decides, writes down, acts; until it is over or the signal is
 * aborted (null). Only the one who holds its lease writes, and nothing is asked of a client that is
 * not on the server's disk: so it can be killed at any point, and any console goes on, once.
 * Errors: `lease-held` while another console carries it, `rollout-not-found`, `parse-failed`. What
 * may pass is waited for.
 */
export async function carryRollout(options: CarryOptions): Promise<Result<RolloutHead | null>> {
  const { place, id, holder, port, signal, onState } = options;
  const lease = { path: `${rolloutFolder(id)}/lease.json`, holder };
  const leaseChange: Change = { do: 'lease', ...lease, seconds: leaseSeconds };
  let rollout: KeptRollout | null = null;
  let clock: ServerClock | null = null;
  /** Where clients are, as it was read once: nobody but a person changes it. */
  const places = new Map<string, Client['place']>();

  async function load(): Promise<Result<void>> {
    const loaded = await loadRollout(place, id, signal);
    if (!loaded.ok) return loaded;
    ({ rollout, clock } = loaded.value);
    onState(loaded.value.rollout);
    return ok(undefined);
  }

  /** Steps and writes, anew from what is there now if somebody else has written meanwhile. */
  async function apply(
    input: RolloutInput,
    now: ServerClock | null,
  ): Promise<Result<readonly OrderedAct[]>> {
    for (;;) {
      if (!rollout || !clock) {
        const loaded = await load();
        if (!loaded.ok) return loaded;
        continue;
      }
      const at = now ?? clock;
      const step = stepRollout(rollout.plan, rollout.state, input, at);
      if (!step.ok) return step;
      if (!step.value.matters) return ok([]);
      const made = stepChanges(rollout, step.value, { by: holder, at, command: null });
      const renewed = input.type === 'taken-over' ? leasesOfMoving(rollout) : [];
      const done = await commit(place, [leaseChange, ...renewed, ...made.changes]);
      if (done.ok) {
        rollout = afterEvent(rollout, made, done.value);
        clock = done.value.clock ?? at;
        onState(rollout);
        const snapshot = await snapshotIfDue(place, rollout, leaseChange);
        // One that was not made is made later: nothing depends on it.
        if (snapshot.ok) rollout = snapshot.value;
        return ok(step.value.orders);
      }
      if (done.error.code !== 'conflict') return done;
      // What was decided was decided about another state than the one that is there.
      rollout = null;
      if (input.type === 'look') return ok([]);
    }
  }

  function placesOfThese(clients: readonly string[]): Map<string, Client['place']> {
    return new Map(
      clients.flatMap((client) => {
        const at = places.get(client);
        return at ? [[client, at] as const] : [];
      }),
    );
  }

  /** True: there is more to do that need not wait. */
  async function round(): Promise<Result<boolean>> {
    if (!rollout) {
      const loaded = await load();
      if (!loaded.ok) return loaded;
    }
    if (!rollout) return ok(false);
    const { plan } = rollout;
    const wanted = clientsToLookAt(plan, rollout.state);
    const unplaced = wanted.filter((client) => !places.has(client)).map(clientPath);
    const reading = await readFiles(place, [...wanted.map(reportPath), ...unplaced], signal);
    if (!reading.ok) return reading;
    for (const one of placesOf(reading.value.files)) places.set(...one);
    const looks = looksOf(wanted, reading.value, port.off(placesOfThese(wanted)));
    const now = reading.value.clock;
    clock = now;
    const held = new Map<string, string>();
    let orders = await apply({ type: 'look', looks, held }, now);
    while (!orders.ok && orders.error.code === 'lease-held') {
      const more = heldClients(orders.error, plan);
      // None: it is the rollout's own lease, and another console carries it.
      if (more.size === 0) return orders;
      for (const one of more) held.set(...one);
      orders = await apply({ type: 'look', looks, held }, now);
    }
    if (!orders.ok) return orders;
    if (orders.value.length === 0) {
      const kept = await commit(place, [leaseChange, ...(rollout ? [unchanged(rollout)] : [])]);
      if (kept.ok) return ok(false);
      if (kept.error.code !== 'conflict') return kept;
      // Somebody has ordered something: that is looked at at once.
      rollout = null;
      return ok(true);
    }
    const results = await carryOut(plan, orders.value);
    const heard = await apply({ type: 'acted', results }, null);
    if (!heard.ok) return heard;
    const goesOn = orders.value.filter(({ kind }) => leadsOn.includes(kind)).map(({ key }) => key);
    return ok(results.some(({ key, outcome }) => outcome === 'done' && goesOn.includes(key)));
  }

  async function carryOut(
    plan: RolloutPlan,
    orders: readonly OrderedAct[],
  ): Promise<Extract<RolloutInput, { type: 'acted' }>['results']> {
    const switches = orders.filter(({ kind }) => kind === 'switch');
    const others = orders.filter(({ kind }) => kind !== 'switch');
    const toHosts = others.filter(({ kind }) => isHostOrder(kind));
    const outcomes = new Map<string, Outcome>();
    const ill = plan.xenHosts
      .filter(({ client }) => illStates.includes(rollout?.state.clients[client]?.state))
      .map(({ hostname }) => hostname);
    if (switches.length > 0) {
      for (const one of await switchClients(place, plan, switches, port, signal)) {
        outcomes.set(...one);
      }
    }
    if (others.length > 0) {
      const ids = others.map(({ client }) => client);
      const { clients, missing } = await readClients(place, ids, signal);
      for (const one of missing) outcomes.set(...one);
      const given = others.flatMap((act): RebootOrder[] => {
        const kept = clients.get(act.client);
        return kept && !isHostOrder(act.kind) ? [{ client: kept.value, act }] : [];
      });
      for (const one of await port.reboot(given, signal)) outcomes.set(...one);
      const tended = toHosts.flatMap(({ client, kind, key }): HostOrder[] => {
        const kept = clients.get(client);
        return kept && isHostOrder(kind) ? [{ client: kept.value, kind, key, plan, ill }] : [];
      });
      for (const one of await port.tendHosts(tended, signal)) outcomes.set(...one);
    }
    const unknown: Outcome = { outcome: 'unknown', text: '' };
    return orders.map(({ client, key }) => ({
      client,
      key,
      ...(outcomes.get(client) ?? unknown),
    }));
  }

  /** Null: it goes on. */
  async function closeIfOver(): Promise<Result<RolloutHead | null>> {
    if (!rollout || !clock || !endedStatuses.includes(rollout.state.head.status)) return ok(null);
    const { head } = rollout.state;
    const closed = await closeRollout(place, rollout, lease, clock);
    if (closed.ok) return ok(head);
    rollout = null;
    return mayPass(closed.error) ? ok(null) : closed;
  }

  async function leave(): Promise<void> {
    await commit(place, [{ do: 'release', ...lease }]);
  }

  const taken = await commit(place, [leaseChange]);
  if (!taken.ok) return taken;
  let begun = false;
  while (!signal.aborted) {
    const went: Result<unknown> = begun ? await round() : await apply({ type: 'taken-over' }, null);
    if (!went.ok && !mayPass(went.error)) {
      await leave();
      return went;
    }
    // After a failure nobody knows which orders were put down and given: as after a restart.
    begun = went.ok;
    if (!went.ok) rollout = null;
    const ended = await closeIfOver();
    if (!ended.ok || ended.value) return ended;
    if (!went.ok || went.value !== true) await options.pause(signal);
  }
  await leave();
  return ok(null);
}

/** Once these are done, there is more to do that need not wait. */
const leadsOn: readonly OrderedAct['kind'][] = ['evacuate', 'switch', 'check-host'];
const illStates: readonly (ClientState | undefined)[] = ['failed', 'timed-out'];

function isHostOrder(kind: OrderedAct['kind']): kind is HostOrder['kind'] {
  return kind === 'evacuate' || kind === 'check-host' || kind === 'bring-back';
}

/** Clients whose leases are in the way; none where it is the rollout's own. */
function heldClients(error: AppError, { id, xenHosts }: RolloutPlan): Map<string, string> {
  const held = heldLeases(error);
  if (held.has(`${rolloutFolder(id)}/lease.json`)) return new Map();
  return new Map(
    [...held].flatMap(([path, holder]): [string, string][] =>
      path === xenHostLeasePath
        ? xenHosts.map(({ client }) => [client, holder])
        : [[path.replace(/^.*\//, '').replace(/\.json$/, ''), holder]],
    ),
  );
}

/** What waiting mends: a connection, a lock, a full disk, another's change. */
function mayPass({ code, retryable }: AppError): boolean {
  return retryable || code === 'disk-full' || code === 'cancelled';
}
