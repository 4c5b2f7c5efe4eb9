import { sizesOf } from './best-fit.ts';
import { createPlacement } from './placement.ts';
import { holds, mayBeOn, needOf, type PlanModel } from './plan-model.ts';

/**
 * First-fit-decreasing over the whole site, wherever VMs are now: what a planner without regard
 * for moves would do. Gives the host of each VM; null: an item found no place.
 * Items that may not move keep theirs.
 */
export function firstFitDecreasing(model: PlanModel): Int32Array | null {
  const start = createPlacement(model);
  const sizes = sizesOf(start);
  const isFixed = (item: number) =>
    model.items[item]?.vms.some((at) => (model.vms[at]?.fixed ?? null) !== null) ?? false;
  const fixed = [...model.items.keys()].filter(isFixed);
  const free = [...model.items.keys()]
    .filter((item) => !isFixed(item))
    .sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b);
  // A site of its own, in which only what is placed already takes room.
  const goal = start.hostOf.slice();
  const memory = new Float64Array(model.hosts.length);
  const cpu = new Float64Array(model.hosts.length);
  const on = model.hosts.map(() => new Set<number>());
  const order = [...model.hosts.keys()].sort(
    (a, b) =>
      (model.hosts[b]?.memoryMiB ?? 0) - (model.hosts[a]?.memoryMiB ?? 0) ||
      (model.hosts[b]?.cpus ?? 0) - (model.hosts[a]?.cpus ?? 0) ||
      a - b,
  );
  const put = (item: number, host: number) => {
    for (const at of model.items[item]?.vms ?? []) {
      memory[host] = (memory[host] ?? 0) + (model.vms[at]?.memoryMiB ?? 0);
      cpu[host] = (cpu[host] ?? 0) + (model.vms[at]?.cpu ?? 0);
      goal[at] = host;
    }
    on[host]?.add(item);
  };
  for (const item of fixed) put(item, start.hostOf[model.items[item]?.vms[0] ?? 0] ?? 0);
  for (const item of free) {
    const { vms = [], apart = [] } = model.items[item] ?? {};
    const need = needOf(model, vms);
    const host = order.find((each) => {
      const target = model.hosts[each];
      if (!target) return false;
      const taken = [memory[each] ?? 0, cpu[each] ?? 0] as const;
      if (!holds(target, taken[0] + need.memoryMiB, taken[1] + need.cpu)) return false;
      if (apart.some((other) => on[each]?.has(other))) return false;
      return vms.every((at) => {
        const vm = model.vms[at];
        return vm !== undefined && mayBeOn(model, vm, vm.host, each);
      });
    });
    if (host === undefined) return null;
    put(item, host);
  }
  return goal;
}
