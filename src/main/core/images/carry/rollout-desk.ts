import type { AppError } from '../../../../shared/app-error.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import { pauseFor } from '../../jobs/pause-for.ts';
import type { Log } from '../../log.ts';
import type { KeptRollout } from '../parse/image-server-state.ts';
import type { ServerPlace } from '../server/server-answer.ts';
import { carryRollout } from './carry-rollout.ts';
import type { ClientPort } from './client-port.ts';

/** The rollouts that this console carries. */
export interface RolloutDesk {
  /** From now on, and again after a restart, until it is over or another console has it. */
  carry(serverId: string, rolloutId: string): Result<void>;
  /** Leaves it to whoever takes it; resolves once nothing is written any more. */
  leave(serverId: string, rolloutId: string): Promise<void>;
  /** Why one that is carried does not go on at this moment; null: it does. */
  problemOf(serverId: string, rolloutId: string): AppError | null;
  isCarried(serverId: string, rolloutId: string): boolean;
  /** A server can be spoken to (again). */
  serverOnline(serverId: string): void;
  close(): Promise<void>;
}

interface Carried {
  serverId: string;
  rolloutId: string;
  stop: AbortController;
  problem: AppError | null;
  /** Null: it waits for its server. */
  work: Promise<void> | null;
}

const roundMs = 3_000;
/** A lease that a dead console left runs out by itself. */
const againMs = 15_000;

/**
 * Carries rollouts as long as the console is open. Which ones is kept, so that a console that was
 * killed goes on by itself; everything else lies on the image server.
 */
export function createRolloutDesk(options: {
  placeOf(serverId: string): ServerPlace | undefined;
  portOf(serverId: string, place: ServerPlace): ClientPort;
  holder: string;
  keep(serverId: string, rolloutId: string, isCarried: boolean): Result<void>;
  /** How one that is carried stands now. */
  onState?(serverId: string, rollout: KeptRollout): void;
  log: Log;
  roundMs?: number;
}): RolloutDesk {
  const { placeOf, portOf, holder, keep, log } = options;
  const all = new Map<string, Carried>();
  const keyOf = (serverId: string, rolloutId: string) => `${serverId}/${rolloutId}`;

  async function run(one: Carried): Promise<void> {
    const { serverId, rolloutId, stop } = one;
    while (!stop.signal.aborted) {
      const place = placeOf(serverId);
      if (!place) return;
      const carried = await carryRollout({
        place,
        id: rolloutId,
        holder,
        port: portOf(serverId, place),
        signal: stop.signal,
        pause: (signal) => pauseFor(options.roundMs ?? roundMs, signal),
        onState: (rollout) => {
          one.problem = null;
          options.onState?.(serverId, rollout);
        },
      });
      if (carried.ok) {
        if (carried.value) forget(one);
        return;
      }
      one.problem = carried.error;
      log.warn({ rollout: rolloutId, error: carried.error }, 'a rollout does not go on');
      if (carried.error.code === 'rollout-not-found') {
        forget(one);
        return;
      }
      // Without its server nothing is tried: `serverOnline` begins anew.
      if (carried.error.code === 'not-connected') return;
      await pauseFor(againMs, stop.signal);
    }
  }

  function forget({ serverId, rolloutId }: Carried): void {
    all.delete(keyOf(serverId, rolloutId));
    const kept = keep(serverId, rolloutId, false);
    if (!kept.ok) log.error({ error: kept.error }, 'a rollout that is over was not forgotten');
  }

  function begin(one: Carried): void {
    if (one.work) return;
    one.work = run(one)
      .catch((thrown: unknown) => log.error({ err: thrown }, 'carrying a rollout threw'))
      .finally(() => {
        one.work = null;
      });
  }

  return {
    carry(serverId, rolloutId) {
      const key = keyOf(serverId, rolloutId);
      if (!all.has(key)) {
        const kept = keep(serverId, rolloutId, true);
        if (!kept.ok) return kept;
        const stop = new AbortController();
        all.set(key, { serverId, rolloutId, stop, problem: null, work: null });
      }
      const one = all.get(key);
      if (one) begin(one);
      return ok(undefined);
    },
    async leave(serverId, rolloutId) {
      const one = all.get(keyOf(serverId, rolloutId));
      if (!one) return;
      one.stop.abort();
      await one.work;
      forget(one);
    },
    problemOf: (serverId, rolloutId) => all.get(keyOf(serverId, rolloutId))?.problem ?? null,
    isCarried: (serverId, rolloutId) => all.has(keyOf(serverId, rolloutId)),
    serverOnline(serverId) {
      for (const one of all.values()) if (one.serverId === serverId) begin(one);
    },
    async close() {
      const open = [...all.values()];
      for (const { stop } of open) stop.abort();
      await Promise.all(open.map(({ work }) => work));
    },
  };
}
