import type { CapacityPlan, PlanInput } from '../../../shared/capacity/capacity-plan.ts';
import type { TellProgress } from '../../../shared/capacity/plan-progress.ts';
import { estimateMove, type MoveRecord } from '../../../shared/migration/estimate-move.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import { balance } from './balance.ts';
import { consolidate } from './consolidate.ts';
import { contradictions } from './contradictions.ts';
import { type CpuDemand, daysKnown } from './cpu-demand.ts';
import { evacuate } from './evacuate.ts';
import { fewestHosts, isSmall } from './exact/fewest-hosts.ts';
import type { Solve } from './exact/solver.ts';
import { explainItem } from './explain-item.ts';
import { type Failure, worstFailure } from './failover.ts';
import { lowerBound } from './lower-bound.ts';
import { brokenItems } from './mend-rules.ts';
import { judgePlanned } from './obstacles.ts';
import type { OrderedMove } from './order-moves.ts';
import { createPlacement, type Placement, usedHosts } from './placement.ts';
import { dom0CpuOf, type SiteModel, siteModel } from './site-model.ts';

/** What a planner found, whatever it was for. */
interface Found {
  goal: ArrayLike<number>;
  moves: readonly OrderedMove[];
  bound: number;
  /** Items that stay although moving them would help. */
  stuck: readonly number[];
  /** Hosts that could be freed, but by more moves than that is worth. */
  costly?: ReadonlyMap<number, number>;
}

/** Reasons beyond these tell nobody more. */
const mostStays = 200;

/**
 * Plans over the live site: the moves in order, what becomes of each host, and why not more.
 * A proposal: nothing is changed. `demand` says how busy VMs were on earlier days, `historyOf`
 * gives earlier moves between two hosts, and `solve` proves a small site's optimum.
 */
export function makePlan(
  state: SiteState,
  input: PlanInput,
  historyOf: (sourceHostId: string, targetHostId: string) => readonly MoveRecord[],
  means: { demand?: CpuDemand; solve?: Solve | null; tell?: TellProgress } = {},
): CapacityPlan {
  const { demand = new Map(), solve = null, tell = () => {} } = means;
  tell({ stage: 'reading', fraction: null });
  const site = siteModel(state, input, demand);
  const clashes = contradictions(site, input.rules);
  const found = clashes.length > 0 ? asItIs(site) : search(site, input, solve, tell);
  tell({ stage: 'telling', fraction: null });
  const before = createPlacement(site.model);
  const after = createPlacement(site.model, found.goal);
  const emptied = usedHosts(before).filter((host) => after.itemsOn[host]?.size === 0);
  const spare = input.goal === 'consolidate' ? spareOf(site, after, input.spareHosts) : [];
  const spareSet = new Set(spare);
  const idOf = (host: number) => site.hosts[host]?.id ?? '';
  const failureOf = (failure: Failure | null) =>
    failure && { hostId: idOf(failure.host), vms: failure.vms, ofVms: failure.ofVms };
  return {
    goal: input.goal,
    demand: daysKnown(site.vms, demand),
    moves: found.moves.flatMap(({ vm: at, from, to, round }) => {
      const vm = site.vms[at];
      const [source, target] = [site.hosts[from], site.hosts[to]];
      // Only what runs is planned for, and what runs has one.
      if (!vm?.uuid || !source || !target) return [];
      const { mode } = judgePlanned(state, vm, source, target, input.stopAndCopy);
      const history = historyOf(idOf(from), idOf(to));
      const estimate = estimateMove({ vm, mode, history });
      return {
        vm: { hostId: idOf(from), name: vm.name },
        uuid: vm.uuid,
        targetHostId: idOf(to),
        mode,
        round,
        memoryMiB: vm.memoryMiB,
        durationMs: estimate.durationMs,
        pauseMs: estimate.pauseMs,
      };
    }),
    hosts: site.hosts.map((host, at) => ({
      hostId: host.id,
      pcpus: host.facts.pcpus,
      totalMemoryMiB: host.facts.totalMemoryMiB,
      dom0Cpu: dom0CpuOf(host),
      before: loadOf(before, at),
      after: loadOf(after, at),
    })),
    freed: emptied.filter((host) => !spareSet.has(host)).map(idOf),
    spare: spare.map(idOf),
    hostsBefore: usedHosts(before).length,
    hostsAfter: usedHosts(after).length,
    bound: found.bound,
    costly: [...(found.costly ?? [])]
      .filter(([host]) => (after.itemsOn[host]?.size ?? 0) > 0)
      .map(([host, moves]) => ({ hostId: idOf(host), moves })),
    failover: {
      before: failureOf(worstFailure(site.model, before.hostOf)),
      after: failureOf(worstFailure(site.model, after.hostOf)),
    },
    stays: [...new Set([...brokenItems(after), ...found.stuck])]
      .slice(0, mostStays)
      .flatMap((item) => explainItem(state, site, after, item, input.stopAndCopy)),
    leftOut: site.leftOut,
    problems: [...clashes, ...spareProblem(input, spare.length)],
  };
}

function search(site: SiteModel, input: PlanInput, solve: Solve | null, tell: TellProgress): Found {
  const { model } = site;
  if (input.goal === 'consolidate') {
    const heuristic = consolidate(model, {
      mostMoves: input.mostMovesPerHost,
      tell: (fraction) => tell({ stage: 'searching', fraction }),
    });
    // A proof knows nothing of what a freed host is worth.
    const provable = solve !== null && isSmall(model) && input.mostMovesPerHost === null;
    if (provable) tell({ stage: 'proving', fraction: null });
    const { goal, moves, bound, stuck, costly } = provable
      ? fewestHosts(model, heuristic, solve)
      : heuristic;
    return { goal, moves, bound, stuck: [...stuck.values()], costly };
  }
  const bound = lowerBound(model);
  if (input.goal === 'balance') return { ...balance(model, input.minGain), bound, stuck: [] };
  const host = site.hosts.findIndex(({ id }) => id === input.hostId);
  const { goal, moves, left } = evacuate(model, host);
  return { goal, moves, bound, stuck: left };
}

function asItIs({ model }: SiteModel): Found {
  const goal = createPlacement(model).hostOf;
  return { goal, moves: [], bound: lowerBound(model), stuck: [] };
}

function loadOf(placement: Placement, host: number) {
  const vmCpus: number[] = [];
  for (const item of placement.itemsOn[host] ?? []) {
    for (const at of placement.model.items[item]?.vms ?? []) {
      if (placement.hostOf[at] === host) vmCpus.push(placement.model.vms[at]?.cpu ?? 0);
    }
  }
  return {
    vms: vmCpus.length,
    vmCpus: vmCpus.sort((a, b) => b - a),
    cpu: Math.max(0, placement.cpu[host] ?? 0),
    memoryMiB: Math.max(0, placement.memory[host] ?? 0),
  };
}

/** The largest of the empty hosts: each can take in what any other held. */
function spareOf({ model }: SiteModel, after: Placement, count: number): number[] {
  return [...model.hosts.keys()]
    .filter((host) => after.itemsOn[host]?.size === 0)
    .sort((a, b) => (model.hosts[b]?.memoryMiB ?? 0) - (model.hosts[a]?.memoryMiB ?? 0) || a - b)
    .slice(0, count);
}

function spareProblem({ goal, spareHosts }: PlanInput, spare: number): string[] {
  if (goal !== 'consolidate' || spare >= spareHosts) return [];
  return [
    `${spareHosts} empty hosts shall stay on as spare, but only ${spare} can be had: the site cannot take the failure of more.`,
  ];
}
