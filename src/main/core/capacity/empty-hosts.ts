import { bestFit, sizesOf, weightsOf } from './best-fit.ts';
import { type Placement, usedHosts } from './placement.ts';

/** How many swaps are looked at for one item that fits nowhere; keeps large sites quick. */
const swapsTried = 4000;

/**
 * Empties hosts into the others until none can be emptied any more, those with the least on them
 * first, since they cost the fewest moves. Changes the placement; gives for each host that could
 * not be emptied the item that found no place, or the moves that are more than it is worth. `tell`: the share of hosts that a pass has looked at.
 */
export function emptyHosts(
  placement: Placement,
  limits: { mostMoves: number | null; tell: (fraction: number) => void },
): { stuck: Map<number, number>; costly: Map<number, number> } {
  const { mostMoves, tell } = limits;
  const weights = weightsOf(placement);
  const sizes = sizesOf(placement);
  const stuck = new Map<number, number>();
  const costly = new Map<number, number>();
  for (const swaps of [0, swapsTried]) {
    for (let progress = true; progress; ) {
      progress = false;
      const used = usedHosts(placement);
      const load = (host: number) => {
        let sum = 0;
        for (const item of placement.itemsOn[host] ?? []) sum += sizes[item] ?? 0;
        return sum;
      };
      const loads = new Map(used.map((host) => [host, load(host)]));
      used.sort((a, b) => (loads.get(a) ?? 0) - (loads.get(b) ?? 0) || a - b);
      for (const [at, host] of used.entries()) {
        tell(at / used.length);
        if ((placement.itemsOn[host]?.size ?? 0) === 0) continue;
        const others = usedHosts(placement).filter((other) => other !== host);
        const mark = placement.mark();
        const left = emptyHost(placement, host, others, { weights, sizes, swaps });
        const moves = placement.mark() - mark;
        if (left === null && mostMoves !== null && moves > mostMoves) {
          placement.undoTo(mark);
          costly.set(host, moves);
        } else if (left === null) {
          stuck.delete(host);
          costly.delete(host);
          progress = true;
        } else stuck.set(host, left);
      }
      // Once more after swaps only: without them, less room than before opens nothing.
      if (swaps === 0) break;
    }
  }
  return { stuck, costly };
}

/** Brings all items of a host to others, or none: then gives the first that found no place. */
export function emptyHost(
  placement: Placement,
  host: number,
  others: readonly number[],
  how: { weights: ReturnType<typeof weightsOf>; sizes: Float64Array; swaps: number },
): number | null {
  const mark = placement.mark();
  const items = [...(placement.itemsOn[host] ?? [])].sort(
    (a, b) => (how.sizes[b] ?? 0) - (how.sizes[a] ?? 0) || a - b,
  );
  // What can go nowhere at all is told at once, before all the others are tried.
  for (const item of items) {
    if (!others.some((other) => placement.allows(item, other))) return item;
  }
  let tries = how.swaps;
  for (const item of items) {
    const target = bestFit(placement, item, others, how.weights);
    if (target !== null) {
      placement.move(item, target);
      continue;
    }
    const swapped = swapIn(placement, item, others, how, tries);
    tries = swapped.triesLeft;
    if (!swapped.done) {
      placement.undoTo(mark);
      return item;
    }
  }
  return null;
}

/** Makes room for an item by bringing a smaller one from its new host to a third. */
function swapIn(
  placement: Placement,
  item: number,
  others: readonly number[],
  how: { weights: ReturnType<typeof weightsOf>; sizes: Float64Array },
  tries: number,
): { done: boolean; triesLeft: number } {
  let triesLeft = tries;
  for (const host of others) {
    if (triesLeft <= 0) break;
    for (const smaller of [...(placement.itemsOn[host] ?? [])]) {
      if ((how.sizes[smaller] ?? 0) >= (how.sizes[item] ?? 0)) continue;
      triesLeft -= 1;
      if (triesLeft <= 0) break;
      if (!placement.hasRoom(item, host, smaller)) continue;
      if (!placement.allows(item, host, smaller)) continue;
      const mark = placement.mark();
      const third = bestFit(
        placement,
        smaller,
        others.filter((other) => other !== host),
        how.weights,
      );
      if (third === null) continue;
      placement.move(smaller, third);
      if (placement.fits(item, host)) {
        placement.move(item, host);
        return { done: true, triesLeft };
      }
      placement.undoTo(mark);
    }
  }
  return { done: false, triesLeft };
}
