import { createPlacement } from './placement.ts';
import { holds, needOf, type PlanModel } from './plan-model.ts';

/** One VM's move. Moves of one round may be made in any order, and at the same time. */
export interface OrderedMove {
  vm: number;
  from: number;
  to: number;
  /** Counts from 0; a round begins when the one before is over. */
  round: number;
}

/** So often a VM may wait on a third host. */
const mostWaits = 3;
/** So many detours are looked at for one that lets another VM go on; then any will do. */
const mostTries = 400;

/**
 * Puts the way from where the VMs are to where they shall be into rounds. Within a round nothing
 * counts on a move that is made before another: what leaves a host takes its room until the end of
 * the round, and what comes takes it from the begin. Where no move has room, one VM waits on a
 * third host. Null: no way was found, which proves nothing: the search is greedy, and of tiny sites
 * alone it is tested that it finds a way wherever there is one.
 */
export function orderMoves(model: PlanModel, goal: ArrayLike<number>): OrderedMove[] | null {
  const moves: OrderedMove[] = [];
  const now = createPlacement(model);
  let pending = model.items.flatMap((item, index) =>
    item.vms.some((at) => goal[at] !== now.hostOf[at]) ? [index] : [],
  );
  // More would go round in circles.
  const waited = new Map<number, number>();

  const goalOf = (item: number) => goal[model.items[item]?.vms[0] ?? -1] ?? -1;

  for (let round = 0; pending.length > 0; round += 1) {
    const peak = createPeak(model, now.hostOf);
    const accepted: { item: number; to: number }[] = [];
    for (const item of pending) {
      if (peak.take(item, goalOf(item))) accepted.push({ item, to: goalOf(item) });
    }
    if (accepted.length === 0) {
      const detour = findDetour(pending);
      if (!detour) return null;
      waited.set(detour.item, (waited.get(detour.item) ?? 0) + 1);
      accepted.push(detour);
    }
    for (const { item, to } of accepted) {
      for (const at of model.items[item]?.vms ?? []) {
        const from = now.hostOf[at] ?? -1;
        if (from !== to) moves.push({ vm: at, from, to, round });
      }
      now.move(item, to);
    }
    pending = pending.filter((item) =>
      model.items[item]?.vms.some((at) => now.hostOf[at] !== goal[at]),
    );
  }
  return moves;

  function findDetour(items: readonly number[]): { item: number; to: number } | null {
    let tries = 0;
    let first: { item: number; to: number } | null = null;
    const memory = (item: number) => needOf(model, model.items[item]?.vms ?? []).memoryMiB;
    for (const item of items.toSorted((a, b) => memory(a) - memory(b) || a - b)) {
      if ((waited.get(item) ?? 0) >= mostWaits) continue;
      const here = new Set((model.items[item]?.vms ?? []).map((at) => now.hostOf[at]));
      for (const host of model.hosts.keys()) {
        if (here.has(host) || !now.fits(item, host)) continue;
        const detour = { item, to: host };
        if (tries >= mostTries || opens(detour, items)) return detour;
        tries += 1;
        first ??= detour;
      }
    }
    return first;
  }

  /** Whether another item could then go where it shall be. */
  function opens(detour: { item: number; to: number }, items: readonly number[]): boolean {
    const mark = now.mark();
    now.move(detour.item, detour.to);
    const open = items.some((other) => other !== detour.item && now.fits(other, goalOf(other)));
    now.undoTo(mark);
    return open;
  }
}

/** A site in which nothing leaves before the end of the round. */
function createPeak(model: PlanModel, hostOf: Int32Array) {
  const placement = createPlacement(model, hostOf);
  const memory = new Float64Array(model.hosts.length);
  const cpu = new Float64Array(model.hosts.length);
  const arrived = model.hosts.map(() => new Set<number>());
  return {
    take(item: number, host: number): boolean {
      const target = model.hosts[host];
      if (!target || !placement.allows(item, host)) return false;
      const { vms = [], apart = [] } = model.items[item] ?? {};
      if (apart.some((other) => arrived[host]?.has(other))) return false;
      const coming = vms.filter((at) => hostOf[at] !== host);
      const need = needOf(model, coming);
      const mib = (memory[host] ?? 0) + need.memoryMiB;
      const cpus = (cpu[host] ?? 0) + need.cpu;
      const taken = [placement.memory[host] ?? 0, placement.cpu[host] ?? 0] as const;
      if (!holds(target, taken[0] + mib, taken[1] + cpus)) return false;
      memory[host] = mib;
      cpu[host] = cpus;
      arrived[host]?.add(item);
      return true;
    },
  };
}
