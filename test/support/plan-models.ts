import fc from 'fast-check';
import type { OrderedMove } from '../../src/main/core/capacity/order-moves.ts';
import { mayGo, type PlanModel, type PlanVm } from '../../src/main/core/capacity/plan-model.ts';

/** Any small site: two kinds of hosts, rules of every kind, CPU above its target here and there. */
export function planModels(most: { hosts: number; vms: number }): fc.Arbitrary<PlanModel> {
  return fc
    .record({
      hosts: fc.array(
        fc.record({
          kind: fc.integer({ min: 0, max: 1 }),
          spareMiB: fc.integer({ min: 0, max: 12 }),
          cpus: fc.integer({ min: 1, max: 10 }),
        }),
        { minLength: 2, maxLength: most.hosts },
      ),
      vms: fc.array(
        fc.record({
          host: fc.nat(),
          memoryMiB: fc.integer({ min: 1, max: 6 }),
          cpu: fc.integer({ min: 0, max: 3 }),
          group: fc.integer({ min: 0, max: most.vms * 2 }),
          anywhere: fc.boolean(),
          fixed: fc.constantFrom(null, null, null, null, 'it stays'),
          only: fc.option(fc.array(fc.nat(), { minLength: 1, maxLength: 2 }), {
            freq: 5,
            nil: null,
          }),
        }),
        { minLength: 1, maxLength: most.vms },
      ),
      apart: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 2 }),
    })
    .map(({ hosts, vms, apart }) => {
      const placed = vms.map(
        (vm, at): PlanVm => ({
          name: `vm${at}`,
          host: vm.host % hosts.length,
          kind: vm.anywhere ? 2 : (hosts[vm.host % hosts.length]?.kind ?? 0),
          memoryMiB: vm.memoryMiB,
          cpu: vm.cpu,
          only: vm.only && new Set(vm.only.map((host) => host % hosts.length)),
          banned: null,
          fixed: vm.fixed,
        }),
      );
      const groups = [...Map.groupBy(vms.keys(), (at) => vms[at]?.group).values()];
      const pairs = apart
        .map(([a, b]) => [a % groups.length, b % groups.length] as const)
        .filter(([a, b]) => a !== b);
      return {
        hosts: hosts.map(({ kind, spareMiB, cpus }, at) => ({
          id: `h${at}`,
          kind,
          cpus,
          // What is there fits: no Xen over-commits memory.
          memoryMiB:
            spareMiB + placed.reduce((sum, vm) => sum + (vm.host === at ? vm.memoryMiB : 0), 0),
        })),
        vms: placed,
        items: groups.map((members, item) => ({
          vms: members,
          apart: pairs.flatMap(([a, b]) => (a === item ? [b] : b === item ? [a] : [])),
        })),
        accepts: (vm: number, host: number) => vm === 2 || vm === host,
      };
    });
}

/**
 * Makes the moves one by one and gives what any of them breaks. Of a round, all that comes is
 * there before anything leaves: the worst that moves at the same time can do.
 */
export function brokenBy(model: PlanModel, moves: readonly OrderedMove[]): string[] {
  const broken: string[] = [];
  const itemOf = new Map(
    model.items.flatMap(({ vms }, item) => vms.map((at) => [at, item] as const)),
  );
  /** The hosts on which a VM takes room: two while it moves. */
  const on = model.vms.map((vm) => new Set([vm.host]));
  const rounds = [...Map.groupBy(moves, ({ round }) => round).entries()];
  for (const [round, steps] of rounds.sort(([a], [b]) => a - b)) {
    for (const { vm: at, from, to } of steps) {
      const vm = model.vms[at];
      const host = model.hosts[to];
      if (!vm || !host || !on[at]?.has(from)) {
        broken.push(`round ${round}: ${at} is not on ${from}`);
        continue;
      }
      if (!mayGo(model, vm, to)) broken.push(`${vm.name} may not go to ${to}`);
      on[at]?.add(to);
      const here = model.vms.filter((_, other) => on[other]?.has(to));
      const memory = here.reduce((sum, other) => sum + other.memoryMiB, 0);
      const cpu = here.reduce((sum, other) => sum + other.cpu, 0);
      if (memory > host.memoryMiB + 1e-6) broken.push(`${to} would hold ${memory} MiB`);
      if (cpu > host.cpus + 1e-6) broken.push(`${to} would run ${cpu} pCPUs`);
      for (const other of model.items[itemOf.get(at) ?? -1]?.apart ?? []) {
        if (model.items[other]?.vms.some((each) => on[each]?.has(to))) {
          broken.push(`${vm.name} would be on ${to} with what it is kept apart from`);
        }
      }
    }
    for (const { vm, from } of steps) on[vm]?.delete(from);
  }
  return broken;
}

/** Where each VM is when all moves are made. */
export function outcomeOf(model: PlanModel, moves: readonly OrderedMove[]): number[] {
  const hosts = model.vms.map(({ host }) => host);
  for (const { vm, to } of moves) hosts[vm] = to;
  return hosts;
}
