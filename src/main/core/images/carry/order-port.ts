import { type Change, commit } from '../server/commit.ts';
import type { ServerPlace } from '../server/server-answer.ts';
import type { ClientPort, Hypervisors, Outcome } from './client-port.ts';

export function orderPath(client: string): string {
  return `orders/${client}.json`;
}

/**
 * Orders by way of the image server: a client reads its own file there and follows the order in it
 * if the boot is the one that it runs. After that boot the order names another one, and is over:
 * so each is followed once at most. Whoever hangs reads nothing, and needs `powerCycle`.
 */
export function createOrderPort(place: ServerPlace, hypervisors: Hypervisors): ClientPort {
  return {
    ...hypervisors,
    async reboot(orders, signal) {
      const wished = orders.filter(({ act }) => act.kind === 'reboot');
      const outcomes = new Map<string, Outcome>(await hypervisors.mayNotReboot(wished));
      const asked = wished.filter(({ client }) => !outcomes.has(client.id));
      const cycled = orders.filter(({ act }) => act.kind === 'power-cycle');
      if (asked.length > 0) {
        const changes = asked.map(
          ({ client, act }): Change => ({
            do: 'write',
            path: orderPath(client.id),
            value: { client: client.id, kind: act.kind, key: act.key, bootId: act.bootId },
          }),
        );
        const done = await commit(place, changes, signal);
        const outcome: Outcome = done.ok
          ? { outcome: 'done', text: '' }
          : { outcome: 'unknown', text: done.error.message };
        for (const { client } of asked) outcomes.set(client.id, outcome);
      }
      if (cycled.length > 0) {
        for (const one of await hypervisors.powerCycle(cycled, signal)) outcomes.set(...one);
      }
      return outcomes;
    },
  };
}
