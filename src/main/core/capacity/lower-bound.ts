import { mayGo, type PlanModel } from './plan-model.ts';

/**
 * How many hosts any plan needs at least. Hosts that share no VM are counted apart from each
 * other; for each such part the larger of two bounds: what fits the largest hosts as if VMs were
 * liquid, and Martello and Toth's L2 for VMs that fill more than half of one.
 */
export function lowerBound(model: PlanModel): number {
  const { part, fixedOn } = partsOf(model);
  const hostsOf = Map.groupBy(model.hosts.keys(), (host) => part[host] ?? host);
  const vmsOf = Map.groupBy(model.vms, (vm) => part[vm.host] ?? vm.host);
  let bound = 0;
  for (const [key, vms] of vmsOf) {
    const hosts = hostsOf.get(key) ?? [];
    const dimensions = [
      { room: roomOf(model, hosts, 'memoryMiB', 'memoryMiB'), need: vms.map((v) => v.memoryMiB) },
      { room: roomOf(model, hosts, 'cpus', 'cpu'), need: vms.map((v) => v.cpu) },
    ];
    const forced = hosts.map((host) => fixedOn.has(host));
    bound += Math.max(
      1,
      ...dimensions.flatMap(({ room, need }) => [
        liquid(room, forced, need),
        martelloToth(Math.max(...room), need),
      ]),
    );
  }
  return bound;
}

/** What each host can hold, and at least what it holds now: a VM may stay above a ceiling. */
function roomOf(
  model: PlanModel,
  hosts: readonly number[],
  room: 'memoryMiB' | 'cpus',
  need: 'memoryMiB' | 'cpu',
): number[] {
  const now = new Float64Array(model.hosts.length);
  for (const vm of model.vms) now[vm.host] = (now[vm.host] ?? 0) + vm[need];
  return hosts.map((host) => Math.max(model.hosts[host]?.[room] ?? 0, now[host] ?? 0));
}

/** Hosts in use whatever is planned, and as many of the largest others as the rest needs. */
function liquid(
  room: readonly number[],
  forced: readonly boolean[],
  need: readonly number[],
): number {
  let left = need.reduce((sum, each) => sum + each, 0) * (1 - 1e-9);
  let count = 0;
  for (const [at, is] of forced.entries()) {
    if (!is) continue;
    left -= room[at] ?? 0;
    count += 1;
  }
  const others = room.filter((_, at) => !forced[at]).sort((a, b) => b - a);
  for (const each of others) {
    if (left <= 0) break;
    left -= each;
    count += 1;
  }
  return count;
}

function martelloToth(room: number, need: readonly number[]): number {
  const sorted = need.toSorted((a, b) => b - a);
  const halves = sorted.filter((each) => each > room / 2);
  if (halves.length === 0) return 0;
  let best = halves.length;
  for (const alpha of thresholds(sorted.filter((each) => each > 0 && each <= room / 2))) {
    let large = 0;
    let middle = 0;
    let middleSum = 0;
    let smallSum = 0;
    for (const each of sorted) {
      if (each > room - alpha) large += 1;
      else if (each > room / 2) {
        middle += 1;
        middleSum += each;
      } else if (each >= alpha) smallSum += each;
    }
    const rest = smallSum - (middle * room - middleSum);
    best = Math.max(best, large + middle + Math.max(0, Math.ceil(rest / room - 1e-9)));
  }
  return best;
}

/** Any threshold gives a bound; a hundred of them give as good a one as all, in a moment. */
function thresholds(sizes: readonly number[]): number[] {
  const distinct = [...new Set(sizes)];
  const step = Math.max(1, Math.ceil(distinct.length / 100));
  return distinct.filter((_, at) => at % step === 0);
}

/** Joins hosts between which a VM may move; hosts with a VM that can go nowhere else are told. */
function partsOf(model: PlanModel): { part: Int32Array; fixedOn: Set<number> } {
  const parent = Int32Array.from(model.hosts.keys());
  const find = (host: number): number => {
    let at = host;
    while (parent[at] !== at) at = parent[at] = parent[parent[at] ?? at] ?? at;
    return at;
  };
  const fixedOn = new Set<number>();
  const seen = new Set<string>();
  for (const vm of model.vms) {
    const key = `${vm.host}/${vm.kind}/${vm.fixed !== null}`;
    const plain = vm.only === null && vm.banned === null;
    if (plain && seen.has(key)) continue;
    let free = false;
    for (const host of model.hosts.keys()) {
      if (host === vm.host || !mayGo(model, vm, host)) continue;
      free = true;
      parent[find(host)] = find(vm.host);
    }
    if (!free) fixedOn.add(vm.host);
    if (plain) seen.add(key);
  }
  return { part: parent.map((_, host) => find(host)), fixedOn };
}
