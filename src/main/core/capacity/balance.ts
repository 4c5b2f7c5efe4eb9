import { mendRules } from './mend-rules.ts';
import { type OrderedMove, orderMoves } from './order-moves.ts';
import { createPlacement } from './placement.ts';
import { needOf, type PlanModel } from './plan-model.ts';

export interface Balance {
  goal: Int32Array;
  moves: OrderedMove[];
}

/**
 * Evens out the load: from the busiest host to the one that is least busy afterwards, as long as
 * a move is worth it: it has to bring its two hosts nearer together by `minimumGain`, a share of a
 * host. The new host stays below what the old one was: nothing bounces back.
 */
export function balance(model: PlanModel, minimumGain = 0.05): Balance {
  const placement = createPlacement(model);
  mendRules(placement);
  const moved = new Set<number>();
  const loadOf = (host: number, memory = 0, cpu = 0) => {
    const { memoryMiB, cpus } = model.hosts[host] ?? { memoryMiB: 1, cpus: 1 };
    return Math.max(
      ((placement.memory[host] ?? 0) + memory) / Math.max(1, memoryMiB),
      ((placement.cpu[host] ?? 0) + cpu) / Math.max(0.01, cpus),
    );
  };
  const exhausted = new Set<number>();
  for (;;) {
    const busiest = [...model.hosts.keys()]
      .filter((host) => !exhausted.has(host) && (placement.itemsOn[host]?.size ?? 0) > 0)
      .reduce<number | null>(
        (best, host) => (best === null || loadOf(host) > loadOf(best) ? host : best),
        null,
      );
    if (busiest === null) break;
    const best = bestMove(busiest);
    if (best) {
      placement.move(best.item, best.to);
      moved.add(best.item);
    } else exhausted.add(busiest);
  }
  const moves = orderMoves(model, placement.hostOf);
  return moves
    ? { goal: placement.hostOf, moves }
    : { goal: createPlacement(model).hostOf, moves: [] };

  function bestMove(from: number): { item: number; to: number } | null {
    const before = loadOf(from);
    // The least busy hosts alone: any other gains less.
    const targets = [...model.hosts.keys()]
      .filter((host) => host !== from && loadOf(host) + minimumGain < before)
      .sort((a, b) => loadOf(a) - loadOf(b))
      .slice(0, 40);
    let best: { item: number; to: number } | null = null;
    let gained = minimumGain;
    for (const item of placement.itemsOn[from] ?? []) {
      if (moved.has(item)) continue;
      const { memoryMiB: memory, cpu } = needOf(model, model.items[item]?.vms ?? []);
      for (const to of targets) {
        const after = Math.max(loadOf(to, memory, cpu), loadOf(from, -memory, -cpu));
        if (before - after <= gained || !placement.fits(item, to)) continue;
        best = { item, to };
        gained = before - after;
      }
    }
    return best;
  }
}
