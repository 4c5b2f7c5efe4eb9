import { bestFit, weightsOf } from './best-fit.ts';
import type { Placement } from './placement.ts';

/**
 * Brings items to where the rules want them and they are not yet: those kept together that are
 * spread, those kept apart that share a host, pinned ones elsewhere. What finds no room stays.
 */
export function mendRules(placement: Placement): void {
  const weights = weightsOf(placement);
  const { model } = placement;
  for (const [item, { vms }] of model.items.entries()) {
    if (!isBroken(placement, item)) continue;
    const here = new Set(vms.flatMap((at) => placement.hostOf[at] ?? []));
    const target =
      bestFit(placement, item, here.size > 1 ? here : [], weights) ??
      bestFit(placement, item, model.hosts.keys(), weights);
    if (target !== null) placement.move(item, target);
  }
}

/** Items that break a rule where they are. */
export function brokenItems(placement: Placement): number[] {
  return [...placement.model.items.keys()].filter((item) => isBroken(placement, item));
}

function isBroken({ model, hostOf, itemsOn }: Placement, item: number): boolean {
  const { vms = [], apart = [] } = model.items[item] ?? {};
  const hosts = new Set(vms.flatMap((at) => hostOf[at] ?? []));
  if (hosts.size > 1) return true;
  const [host = -1] = hosts;
  if (vms.some((at) => model.vms[at]?.only?.has(host) === false)) return true;
  return apart.some((other) => itemsOn[host]?.has(other));
}
