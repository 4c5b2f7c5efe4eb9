import type { Client } from '../../../../shared/images/client.ts';
import type { OrderedAct, RolloutInput } from '../rollout/rollout-input.ts';

type Heard = Extract<RolloutInput, { type: 'acted' }>['results'][number];

/** How an order went. `unknown`: it may have arrived, and nobody knows. */
export type Outcome = Pick<Heard, 'outcome' | 'text'>;

/** A reboot or power-cycle of one client. */
export interface RebootOrder {
  client: Client;
  act: Pick<OrderedAct, 'kind' | 'key' | 'bootId'>;
}

/**
 * What is done to clients themselves. An order names a boot and a key, and whoever sees to it
 * promises: it is followed only while the client runs that boot, and only once for a key, however
 * often and by however many consoles it is given.
 */
export interface ClientPort {
  /** The outcome for each client by its id; one that is missing is `unknown`. */
  reboot(
    orders: readonly RebootOrder[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Outcome>>;
  /** Clients that are known to be off, and by what. */
  off(clients: readonly string[]): ReadonlyMap<string, string>;
}
