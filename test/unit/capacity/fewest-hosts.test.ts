import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { consolidate } from '../../../src/main/core/capacity/consolidate.ts';
import { fewestHosts } from '../../../src/main/core/capacity/exact/fewest-hosts.ts';
import { loadSolver, type Solve } from '../../../src/main/core/capacity/exact/solver.ts';
import { createPlacement } from '../../../src/main/core/capacity/placement.ts';
import { mayBeOn, type PlanModel } from '../../../src/main/core/capacity/plan-model.ts';
import { brokenBy, outcomeOf, planModels } from '../../support/plan-models.ts';
import { runs } from '../../support/properties.ts';

let solve: Solve;
beforeAll(async () => {
  solve = await loadSolver();
});

/** Every way to place the items by the rules, one after another. */
function* everyPlacement(model: PlanModel): Generator<number[]> {
  const places = model.items.map(({ vms }) =>
    [...model.hosts.keys()].filter((host) =>
      vms.every((at) => {
        const vm = model.vms[at];
        return vm !== undefined && mayBeOn(model, vm, vm.host, host);
      }),
    ),
  );
  function* from(item: number, chosen: number[]): Generator<number[]> {
    if (item === model.items.length) {
      yield chosen;
      return;
    }
    for (const host of places[item] ?? []) {
      const apart = model.items[item]?.apart ?? [];
      if (apart.some((other) => other < item && chosen[other] === host)) continue;
      yield* from(item + 1, [...chosen, host]);
    }
  }
  yield* from(0, []);
}

/** Whether no host gets more than it has; one that is above that already may keep what it holds. */
function hasRoom(model: PlanModel, hostOf: readonly number[]): boolean {
  return model.hosts.every((host, at) => {
    const now = model.vms.filter((vm) => vm.host === at);
    const then = model.vms.filter((_, vm) => hostOf[vm] === at);
    const comes = then.some((vm) => vm.host !== at);
    const sum = (vms: readonly { memoryMiB: number; cpu: number }[], key: 'memoryMiB' | 'cpu') =>
      vms.reduce((all, vm) => all + vm[key], 0);
    const most = (room: number, key: 'memoryMiB' | 'cpu') =>
      comes ? room : Math.max(room, sum(now, key));
    return (
      sum(then, 'memoryMiB') <= most(host.memoryMiB, 'memoryMiB') + 1e-6 &&
      sum(then, 'cpu') <= most(host.cpus, 'cpu') + 1e-6
    );
  });
}

/** The fewest hosts over all placements; null: the rules allow none. */
function bruteForce(model: PlanModel): number | null {
  let fewest: number | null = null;
  for (const byItem of everyPlacement(model)) {
    const hostOf: number[] = [];
    for (const [item, { vms }] of model.items.entries()) {
      for (const at of vms) hostOf[at] = byItem[item] ?? -1;
    }
    const used = new Set(byItem).size;
    if ((fewest === null || used < fewest) && hasRoom(model, hostOf)) fewest = used;
  }
  return fewest;
}

/** The fewest hosts that can be reached by one legal move of an item after another. */
function fewestReachable(model: PlanModel): number {
  const start = model.vms.map(({ host }) => host);
  const seen = new Set([start.join()]);
  const waiting = [start];
  let fewest = new Set(start).size;
  for (let now = waiting.pop(); now !== undefined; now = waiting.pop()) {
    fewest = Math.min(fewest, new Set(now).size);
    for (const item of model.items.keys()) {
      for (const host of model.hosts.keys()) {
        const placement = createPlacement(model, now);
        const isThere = model.items[item]?.vms.every((at) => now?.[at] === host);
        if (isThere || !placement.fits(item, host)) continue;
        placement.move(item, host);
        const next = [...placement.hostOf];
        if (seen.has(next.join())) continue;
        seen.add(next.join());
        waiting.push(next);
      }
    }
  }
  return fewest;
}

const bare = (model: PlanModel) => {
  const found = consolidate(model);
  // As if nothing were known, so that the solver is asked every time.
  return { ...found, bound: 0 };
};

describe('the proven fewest hosts of a small site', () => {
  it('are what trying every placement finds', () => {
    fc.assert(
      fc.property(planModels({ hosts: 4, vms: 6 }), (model) => {
        const best = bruteForce(model);
        const { used, bound, moves, goal } = fewestHosts(model, bare(model), solve);
        expect(brokenBy(model, moves)).toEqual([]);
        expect(outcomeOf(model, moves)).toEqual([...goal]);
        expect(new Set(goal).size).toBe(used);
        if (best !== null) expect(bound).toBe(best);
      }),
      { numRuns: runs(150) },
    );
  });

  it('are planned wherever one legal move after another leads there', () => {
    fc.assert(
      fc.property(planModels({ hosts: 3, vms: 5 }), (model) => {
        const { used, bound } = fewestHosts(model, bare(model), solve);
        // Rules that are broken now may keep every placement that heeds them all out of reach.
        if (bound === 0) return;
        expect(used).toBeLessThanOrEqual(Math.max(bound, fewestReachable(model)));
      }),
      { numRuns: runs(150) },
    );
  });

  it('are told as a bound where the time is too short for the proof', () => {
    const model: PlanModel = {
      hosts: Array.from({ length: 3 }, (_, at) => ({
        id: `h${at}`,
        kind: 0,
        memoryMiB: 10,
        cpus: 10,
      })),
      vms: Array.from({ length: 3 }, (_, at) => ({
        name: `vm${at}`,
        host: at,
        kind: 0,
        memoryMiB: 6,
        cpu: 1,
        only: null,
        banned: null,
        fixed: null,
      })),
      items: [0, 1, 2].map((at) => ({ vms: [at], apart: [] })),
      accepts: () => true,
    };
    const never = fewestHosts(model, bare(model), () => ({
      kind: 'unproven',
      bound: 1.4,
      value: null,
    }));
    expect(never).toMatchObject({ used: 3, bound: 2 });
    expect(fewestHosts(model, bare(model), solve)).toMatchObject({ used: 3, bound: 3 });
  });
});
