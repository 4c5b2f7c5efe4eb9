import { sizesOf, weightsOf } from './best-fit.ts';
import { emptyHost, emptyHosts } from './empty-hosts.ts';
import { firstFitDecreasing } from './first-fit.ts';
import { lowerBound } from './lower-bound.ts';
import { mendRules } from './mend-rules.ts';
import { type OrderedMove, orderMoves } from './order-moves.ts';
import { createPlacement, type Placement, usedHosts } from './placement.ts';
import type { PlanModel } from './plan-model.ts';

export interface Consolidation {
  goal: Int32Array;
  moves: OrderedMove[];
  /** Hosts with VMs afterwards, and how many any plan needs at least. */
  used: number;
  bound: number;
  /** For each host that could not be emptied: the item that found no place. */
  stuck: Map<number, number>;
  /** For each that could be, but by more moves than it is worth: how many. */
  costly: Map<number, number>;
}

interface Limits {
  /** Moves that a freed host is worth; null: any number. */
  mostMoves: number | null;
  /** Told the share of hosts that were looked at. */
  tell: (fraction: number) => void;
}
const noLimits: Limits = { mostMoves: null, tell: () => {} };

/**
 * The fewest hosts that can be found: hosts are emptied one by one, which moves little, and where
 * first-fit-decreasing over the whole site would need fewer still, its hosts are the ones kept.
 */
export function consolidate(model: PlanModel, limits: Limits = noLimits): Consolidation {
  const bound = lowerBound(model);
  const placement = createPlacement(model);
  mendRules(placement);
  const emptied = emptyHosts(placement, limits);
  const ours = ordered(model, placement.hostOf, emptied, bound);
  // The other way does not count its moves.
  if (ours && (ours.used === bound || limits.mostMoves !== null)) return ours;
  const better = alongFirstFit(model, ours?.used ?? Number.POSITIVE_INFINITY, bound);
  const found = better ?? ours;
  if (found) return found;
  const asItIs = createPlacement(model);
  return { goal: asItIs.hostOf, moves: [], used: usedHosts(asItIs).length, bound, ...emptied };
}

function ordered(
  model: PlanModel,
  goal: Int32Array,
  left: Pick<Consolidation, 'stuck' | 'costly'>,
  bound: number,
): Consolidation | null {
  const moves = orderMoves(model, goal);
  if (!moves) return null;
  return { goal, moves, used: new Set(goal).size, bound, ...left };
}

/** With first-fit-decreasing's hosts, if they are fewer: first what stays there stays, else all as it says. */
function alongFirstFit(model: PlanModel, used: number, bound: number): Consolidation | null {
  const goal = firstFitDecreasing(model);
  if (!goal) return null;
  const kept = new Set(goal);
  if (kept.size >= used) return null;
  const placement = createPlacement(model);
  mendRules(placement);
  if (emptyAllBut(placement, kept)) {
    const few = ordered(model, placement.hostOf, emptyHosts(placement, noLimits), bound);
    if (few) return few;
  }
  return ordered(model, goal, { stuck: new Map(), costly: new Map() }, bound);
}

function emptyAllBut(placement: Placement, kept: ReadonlySet<number>): boolean {
  const how = { weights: weightsOf(placement), sizes: sizesOf(placement), swaps: 4000 };
  return usedHosts(placement)
    .filter((host) => !kept.has(host))
    .every((host) => emptyHost(placement, host, [...kept], how) === null);
}
