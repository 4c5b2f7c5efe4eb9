import type { ClientPort, Outcome } from './client-port.ts';

/** Clients of which nothing is known that could power-cycle them, or see that they are off. */
export const noHypervisor: { powerCycle: ClientPort['reboot']; off: ClientPort['off'] } = {
  powerCycle: async (orders) =>
    new Map(
      orders.map(({ client }): [string, Outcome] => [
        client.id,
        {
          outcome: 'refused',
          text: 'It did not come back, and nothing is known that could power-cycle it.',
        },
      ]),
    ),
  off: () => new Map(),
};
