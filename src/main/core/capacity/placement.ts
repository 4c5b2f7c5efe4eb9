import { holds, mayBeOn, type PlanModel } from './plan-model.ts';

/** Which VM is on which host, and what that takes of each: what a planner tries things out on. */
export interface Placement {
  readonly model: PlanModel;
  /** By index of the VM. */
  readonly hostOf: Int32Array;
  /** MiB and pCPUs taken by VMs, by index of the host. */
  readonly memory: Float64Array;
  readonly cpu: Float64Array;
  /** Indices of the items on each host; one that is spread over hosts is on each of them. */
  readonly itemsOn: readonly ReadonlySet<number>[];
  /** Whether a host has room for an item by every rule; what is there already takes none. */
  fits(item: number, host: number): boolean;
  /** Whether memory and CPU would do once `without` (items on the host) had left. */
  hasRoom(item: number, host: number, without?: number): boolean;
  /** Whether the item may be on this host at all, and no item there has to be apart from it. */
  allows(item: number, host: number, without?: number): boolean;
  move(item: number, host: number): void;
  /** A mark to come back to. */
  mark(): number;
  undoTo(mark: number): void;
}

export function createPlacement(
  model: PlanModel,
  start: ArrayLike<number> = model.vms.map(({ host }) => host),
): Placement {
  const hostOf = Int32Array.from(start);
  const memory = new Float64Array(model.hosts.length);
  const cpu = new Float64Array(model.hosts.length);
  const itemsOn = model.hosts.map(() => new Set<number>());
  const moved: { vm: number; from: number; item: number }[] = [];

  for (const [index, item] of model.items.entries()) {
    for (const at of item.vms) {
      const vm = model.vms[at];
      const host = hostOf[at];
      if (!vm || host === undefined) continue;
      memory[host] = (memory[host] ?? 0) + vm.memoryMiB;
      cpu[host] = (cpu[host] ?? 0) + vm.cpu;
      itemsOn[host]?.add(index);
    }
  }

  function isOn(item: number, host: number): boolean {
    return itemsOn[host]?.has(item) ?? false;
  }

  function put(at: number, item: number, to: number): void {
    const vm = model.vms[at];
    const from = hostOf[at];
    if (!vm || from === undefined || from === to) return;
    memory[from] = (memory[from] ?? 0) - vm.memoryMiB;
    cpu[from] = (cpu[from] ?? 0) - vm.cpu;
    memory[to] = (memory[to] ?? 0) + vm.memoryMiB;
    cpu[to] = (cpu[to] ?? 0) + vm.cpu;
    hostOf[at] = to;
    itemsOn[to]?.add(item);
    const left = model.items[item]?.vms.every((other) => hostOf[other] !== from);
    if (left) itemsOn[from]?.delete(item);
  }

  function hasRoom(item: number, host: number, without?: number): boolean {
    const target = model.hosts[host];
    if (!target) return false;
    let mib = memory[host] ?? 0;
    let cpus = cpu[host] ?? 0;
    for (const at of model.items[item]?.vms ?? []) {
      const vm = model.vms[at];
      if (!vm || hostOf[at] === host) continue;
      mib += vm.memoryMiB;
      cpus += vm.cpu;
    }
    for (const at of without === undefined ? [] : (model.items[without]?.vms ?? [])) {
      const vm = model.vms[at];
      if (!vm || hostOf[at] !== host) continue;
      mib -= vm.memoryMiB;
      cpus -= vm.cpu;
    }
    return holds(target, mib, cpus);
  }

  function allows(item: number, host: number, without?: number): boolean {
    const { vms = [], apart = [] } = model.items[item] ?? {};
    for (const at of vms) {
      const vm = model.vms[at];
      if (vm && !mayBeOn(model, vm, hostOf[at] ?? -1, host)) return false;
    }
    return apart.every((other) => other === without || !isOn(other, host));
  }

  return {
    model,
    hostOf,
    memory,
    cpu,
    itemsOn,
    hasRoom,
    allows,
    fits: (item, host) => hasRoom(item, host) && allows(item, host),
    move(item, host) {
      for (const at of model.items[item]?.vms ?? []) {
        const from = hostOf[at];
        if (from === undefined || from === host) continue;
        moved.push({ vm: at, from, item });
        put(at, item, host);
      }
    },
    mark: () => moved.length,
    undoTo(mark) {
      while (moved.length > mark) {
        const last = moved.pop();
        if (last) put(last.vm, last.item, last.from);
      }
    },
  };
}

/** Hosts that hold VMs. */
export function usedHosts({ itemsOn }: Placement): number[] {
  return itemsOn.flatMap((items, host) => (items.size > 0 ? [host] : []));
}
