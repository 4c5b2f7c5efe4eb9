import type { Placement } from './placement.ts';
import { needOf } from './plan-model.ts';

/** How scarce memory and CPU are in the site: what of all room is taken. */
interface Weights {
  memory: number;
  cpu: number;
}

export function weightsOf({ model }: Placement): Weights {
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  const share = (taken: number, room: number) => (room > 0 ? taken / room : 1);
  return {
    memory: share(
      sum(model.vms.map((vm) => vm.memoryMiB)),
      sum(model.hosts.map((host) => host.memoryMiB)),
    ),
    cpu: share(sum(model.vms.map((vm) => vm.cpu)), sum(model.hosts.map((host) => host.cpus))),
  };
}

/** How large an item is, in shares of the room of the site's average host, the scarcer one counts. */
export function sizesOf({ model }: Placement): Float64Array {
  const count = Math.max(1, model.hosts.length);
  const memory = model.hosts.reduce((all, host) => all + host.memoryMiB, 0) / count || 1;
  const cpus = model.hosts.reduce((all, host) => all + host.cpus, 0) / count || 1;
  return Float64Array.from(model.items, ({ vms }) => {
    const need = needOf(model, vms);
    return Math.max(need.memoryMiB / memory, need.cpu / cpus);
  });
}

/** The one of these hosts that an item leaves least room on; null: it fits none. */
export function bestFit(
  placement: Placement,
  item: number,
  hosts: Iterable<number>,
  weights: Weights,
): number | null {
  const { model, memory, cpu } = placement;
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const host of hosts) {
    const { memoryMiB, cpus } = model.hosts[host] ?? { memoryMiB: 0, cpus: 0 };
    const left =
      weights.memory * (1 - (memory[host] ?? 0) / (memoryMiB || 1)) +
      weights.cpu * (1 - (cpu[host] ?? 0) / (cpus || 1));
    if (left < least && placement.fits(item, host)) {
      best = host;
      least = left;
    }
  }
  return best;
}
