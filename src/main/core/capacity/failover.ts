import { bestFit, sizesOf, weightsOf } from './best-fit.ts';
import { createPlacement, type Placement, usedHosts } from './placement.ts';
import type { PlanModel } from './plan-model.ts';

export interface Failure {
  host: number;
  /** VMs that would find no room elsewhere, of all that are on it. */
  vms: number;
  ofVms: number;
}

/** Hosts whose failure is tried out: those with most on them, as theirs is the worst. */
const mostHosts = 60;

/**
 * What one host's failure would be at its worst: whether its VMs, started anew, have room on the
 * others beside all that runs there. Null: they have, whichever host fails.
 */
export function worstFailure(model: PlanModel, hostOf: ArrayLike<number>): Failure | null {
  const placement = createPlacement(model, hostOf);
  const weights = weightsOf(placement);
  const sizes = sizesOf(placement);
  const fullest = usedHosts(placement)
    .sort((a, b) => (placement.memory[b] ?? 0) - (placement.memory[a] ?? 0) || a - b)
    .slice(0, mostHosts);
  let worst: Failure | null = null;
  for (const host of fullest) {
    const vms = homeless(placement, host, weights, sizes);
    if (vms > (worst?.vms ?? 0)) {
      const ofVms = model.vms.filter((_, at) => placement.hostOf[at] === host).length;
      worst = { host, vms, ofVms };
    }
  }
  return worst;
}

/** Largest first, each where it leaves least room: what finds none is counted. */
function homeless(
  placement: Placement,
  host: number,
  weights: ReturnType<typeof weightsOf>,
  sizes: Float64Array,
): number {
  const { model } = placement;
  const mark = placement.mark();
  const others = [...model.hosts.keys()].filter((other) => other !== host);
  const items = [...(placement.itemsOn[host] ?? [])].sort(
    (a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b,
  );
  let left = 0;
  for (const item of items) {
    const target = bestFit(placement, item, others, weights);
    if (target !== null) placement.move(item, target);
    else left += model.items[item]?.vms.filter((at) => placement.hostOf[at] === host).length ?? 0;
  }
  placement.undoTo(mark);
  return left;
}
