import type { CapacityPlan, PlanInput } from '../../../shared/capacity/capacity-plan.ts';
import { estimateMove, type MoveRecord } from '../../../shared/migration/estimate-move.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import { balance } from './balance.ts';
import { consolidate } from './consolidate.ts';
import { contradictions } from './contradictions.ts';
import { type CpuDemand, daysKnown } from './cpu-demand.ts';
import { evacuate } from './evacuate.ts';
import { explainItem } from './explain-item.ts';
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
}

/** Reasons beyond these tell nobody more. */
const mostStays = 200;

/**
 * Plans over the live site: the moves in order, what becomes of each host, and why not more.
 * A proposal: nothing is changed. `demand` says how busy VMs were on earlier days, `historyOf`
 * gives earlier moves between two hosts.
 */
export function makePlan(
  state: SiteState,
  input: PlanInput,
  historyOf: (sourceHostId: string, targetHostId: string) => readonly MoveRecord[],
  demand: CpuDemand = new Map(),
): CapacityPlan {
  const site = siteModel(state, input, demand);
  const clashes = contradictions(site, input.rules);
  const found = clashes.length > 0 ? asItIs(site) : search(site, input);
  const before = createPlacement(site.model);
  const after = createPlacement(site.model, found.goal);
  const emptied = usedHosts(before).filter((host) => after.itemsOn[host]?.size === 0);
  const spare = input.goal === 'consolidate' ? spareOf(site, after, input.spareHosts) : [];
  const spareSet = new Set(spare);
  const idOf = (host: number) => site.hosts[host]?.id ?? '';
  return {
    goal: input.goal,
    demand: daysKnown(site.vms, demand),
    moves: found.moves.flatMap(({ vm: at, from, to, round }) => {
      const vm = site.vms[at];
      const [source, target] = [site.hosts[from], site.hosts[to]];
      if (!vm || !source || !target) return [];
      const { mode } = judgePlanned(state, vm, source, target, input.stopAndCopy);
      const history = historyOf(idOf(from), idOf(to));
      const estimate = estimateMove({ vm, mode, history });
      return {
        vm: { hostId: idOf(from), name: vm.name },
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
    stays: [...new Set([...brokenItems(after), ...found.stuck])]
      .slice(0, mostStays)
      .flatMap((item) => explainItem(state, site, after, item, input.stopAndCopy)),
    leftOut: site.leftOut,
    problems: [...clashes, ...spareProblem(input, spare.length)],
  };
}

function search(site: SiteModel, input: PlanInput): Found {
  const { model } = site;
  if (input.goal === 'consolidate') {
    const { goal, moves, bound, stuck } = consolidate(model);
    return { goal, moves, bound, stuck: [...stuck.values()] };
  }
  const bound = lowerBound(model);
  if (input.goal === 'balance') return { ...balance(model), bound, stuck: [] };
  const host = site.hosts.findIndex(({ id }) => id === input.hostId);
  const { goal, moves, left } = evacuate(model, host);
  return { goal, moves, bound, stuck: left };
}

function asItIs({ model }: SiteModel): Found {
  const goal = createPlacement(model).hostOf;
  return { goal, moves: [], bound: lowerBound(model), stuck: [] };
}

function loadOf(placement: Placement, host: number) {
  let vms = 0;
  for (const item of placement.itemsOn[host] ?? []) {
    for (const at of placement.model.items[item]?.vms ?? []) {
      if (placement.hostOf[at] === host) vms += 1;
    }
  }
  return {
    vms,
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
