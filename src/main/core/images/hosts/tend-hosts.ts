import type { HostOrder, Hypervisors, Outcome } from '../carry/client-port.ts';
import { bringBack, checkHost } from './bring-back.ts';
import { evacuateHost } from './evacuate-host.ts';
import type { HostPorts } from './host-ports.ts';

/** See `Hypervisors.tendHosts`. One after the other: each counts on the room that it sees. */
export function createHostTender(ports: HostPorts): Hypervisors['tendHosts'] {
  function tend(order: HostOrder, signal: AbortSignal): Promise<Outcome> {
    switch (order.kind) {
      case 'evacuate':
        return evacuateHost(ports, order, signal);
      case 'check-host':
        return checkHost(ports, order);
      case 'bring-back':
        return bringBack(ports, order, signal);
    }
  }
  return async (orders, signal) => {
    const outcomes = new Map<string, Outcome>();
    for (const order of orders) outcomes.set(order.client.id, await tend(order, signal));
    return outcomes;
  };
}
