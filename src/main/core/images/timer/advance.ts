import type { Client } from '../../../../shared/images/client.ts';
import { carryRollout } from '../carry/carry-rollout.ts';
import { noHypervisor } from '../carry/no-hypervisor.ts';
import { createOrderPort } from '../carry/order-port.ts';
import type { KeptRollout } from '../parse/image-server-state.ts';
import { readState } from '../read-state.ts';
import type { ServerPlace } from '../server/server-answer.ts';

/**
 * Carries every rollout of a server that nobody else carries, for as long as it is let: what the
 * timer on an image server does. It takes the very lease that a console takes. Rollouts with
 * clients on Xen wait for a console: it alone reaches their hosts. Says what it did, in lines.
 */
export async function advance(options: {
  place: ServerPlace;
  holder: string;
  signal: AbortSignal;
  pause(signal: AbortSignal): Promise<void>;
  say(line: string): void;
}): Promise<void> {
  const { place, say } = options;
  const state = await readState(place);
  if (!state.ok) {
    say(`not read: ${state.error.message}`);
    return;
  }
  const { rollouts, clients } = state.value;
  await Promise.all(
    [...rollouts].map(async ([id, rollout]) => {
      const onXen = clientsOnXen(rollout, (client) => clients.get(client)?.value);
      if (rollout.plan.xenHosts.length > 0) {
        say(
          `${id}: waits for a console, its Xen hosts have to be emptied first: ${rollout.plan.xenHosts.map(({ label }) => label).join(', ')}`,
        );
        return;
      }
      if (onXen > 0) {
        say(`${id}: waits for a console, ${onXen} of its clients are on Xen`);
        return;
      }
      const { holder, signal, pause } = options;
      const port = createOrderPort(place, noHypervisor);
      const carried = await carryRollout({
        ...{ place, id, holder, port, signal, pause },
        onState: () => {},
      });
      if (!carried.ok) say(`${id}: ${carried.error.message}`);
      else if (carried.value) say(`${id}: ${carried.value.status}`);
      else say(`${id}: goes on`);
    }),
  );
}

/** Of those whose file is there; whose is not is nobody's to switch, and fails by itself. */
function clientsOnXen({ plan }: KeptRollout, clientOf: (id: string) => Client | undefined): number {
  const kinds = plan.waves.flatMap((wave) => wave.clients.map((id) => clientOf(id)?.place.kind));
  return kinds.filter((kind) => kind === 'xen-vm' || kind === 'xen-host').length;
}
