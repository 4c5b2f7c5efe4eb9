import type { Client } from '../../../../shared/images/client.ts';
import type { Hypervisors, Outcome, Outcomes } from './client-port.ts';

const done: Outcome = { outcome: 'done', text: '' };

function answer(clients: readonly Client[], of: (client: Client) => Outcome): Outcomes {
  return new Map(clients.map((client) => [client.id, of(client)]));
}

/** Where no Xen host is to be had: clients that boot by themselves need none to be switched. */
export const noHypervisor: Hypervisors = {
  prepare: async (switches) =>
    answer(
      switches.map(({ client }) => client),
      ({ place }) =>
        place.kind === 'xen-vm'
          ? { outcome: 'refused', text: 'Its configuration lies on a Xen host: a console has to.' }
          : done,
    ),
  switchBoot: async (switches) =>
    answer(
      switches.map(({ client }) => client),
      () => done,
    ),
  tendHosts: async (orders) =>
    answer(
      orders.map(({ client }) => client),
      () => ({ outcome: 'unknown', text: 'A console has to see to what runs on it.' }),
    ),
  mayNotReboot: async (orders) =>
    new Map(
      orders
        .filter(({ client }) => client.place.kind === 'xen-host')
        .map(({ client }) => [
          client.id,
          { outcome: 'refused', text: 'Nobody here knows what runs on it: a console has to.' },
        ]),
    ),
  powerCycle: async (orders) =>
    answer(
      orders.map(({ client }) => client),
      () => ({
        outcome: 'refused',
        text: 'It did not come back, and nothing is known that could power-cycle it.',
      }),
    ),
  off: () => new Map(),
};
