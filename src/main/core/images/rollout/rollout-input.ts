import type { RolloutCommand } from '../../../../shared/images/rollout-command.ts';
import type {
  ClientProgress,
  Order,
  RolloutHead,
} from '../../../../shared/images/rollout-state.ts';

/** What could be seen of a client from outside. */
export type Look =
  /** Off, or it does not answer. */
  | { kind: 'absent'; why: string }
  | {
      kind: 'present';
      bootId: string;
      /** What the running system says it was booted from; null: from no image. */
      digest: string | null;
      stateMounted: boolean;
      health: 'ok' | 'failed' | 'unknown';
      healthText: string;
    };

/** Of one that nothing was heard of. */
export const unseen: Look = { kind: 'absent', why: 'Nothing was heard of it.' };

/** Everything that a rollout takes notice of. */
export type RolloutInput =
  /** Of those in `clientsToLookAt`; one that is missing counts as absent. */
  | {
      type: 'look';
      looks: ReadonlyMap<string, Look>;
      /** Clients that somebody else has leased, and who. */
      held: ReadonlyMap<string, string>;
    }
  /** How orders went. `unknown`: it may have arrived. */
  | {
      type: 'acted';
      results: readonly {
        client: string;
        key: string;
        outcome: 'done' | 'refused' | 'unknown';
        text: string;
      }[];
    }
  /** Somebody begins to carry the rollout; what was asked of clients before may have arrived or not. */
  | { type: 'taken-over' }
  | { type: 'command'; command: RolloutCommand; by: string };

/** To be carried out once the step is on disk; see `ClientPort` for what each has to promise. */
export interface OrderedAct {
  client: string;
  kind: Order['kind'];
  key: string;
  /** For a switch: what its file shall say, what it ran, and what it shall not be given again. */
  to: string | null;
  previous: string | null;
  reject: string | null;
  /** For a reboot and a power-cycle: only if it still runs this boot. */
  bootId: string | null;
}

/** What a step makes of a rollout. */
export interface RolloutStep {
  head: RolloutHead;
  /** The new records of those it changed. */
  changed: Readonly<Record<string, ClientProgress>>;
  /** Whether anything is different but the clock. */
  matters: boolean;
  orders: readonly OrderedAct[];
  /** Leases to be taken with the step, and those that are free after it. */
  lease: readonly string[];
  release: readonly string[];
}
