import { bestFit, sizesOf, weightsOf } from './best-fit.ts';
import { type OrderedMove, orderMoves } from './order-moves.ts';
import { createPlacement } from './placement.ts';
import type { PlanModel } from './plan-model.ts';

export interface Evacuation {
  goal: Int32Array;
  moves: OrderedMove[];
  /** Items that find no place elsewhere. */
  left: number[];
}

/** Brings as much of a host as possible to the others; the fullest that still have room come first. */
export function evacuate(model: PlanModel, host: number): Evacuation {
  const placement = createPlacement(model);
  const weights = weightsOf(placement);
  const sizes = sizesOf(placement);
  const others = [...model.hosts.keys()].filter((other) => other !== host);
  const left: number[] = [];
  const items = [...(placement.itemsOn[host] ?? [])].sort(
    (a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b,
  );
  for (const item of items) {
    const target = bestFit(placement, item, others, weights);
    if (target === null) left.push(item);
    else placement.move(item, target);
  }
  // Nothing comes to the host, and every target had room as it was: there is always an order.
  return { goal: placement.hostOf, moves: orderMoves(model, placement.hostOf) ?? [], left };
}
