import type { PlanRule } from '../../../shared/capacity/capacity-plan.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import { refKey, type SiteModel } from './site-model.ts';

/** Rules that cannot all be kept, whatever is planned: each sentence names the ones that clash. */
export function contradictions(site: SiteModel, rules: readonly PlanRule[]): string[] {
  const { model, vms, hosts } = site;
  const found: string[] = [];
  const nameOf = (at: number) => vms[at]?.name ?? '';
  const namesOf = (indices: readonly number[]) => indices.map(nameOf).join(', ');
  const labelOf = (host: number | undefined) => hosts[host ?? -1]?.label ?? '';

  for (const item of model.items) {
    if (item.vms.length < 2) continue;
    const fixed = item.vms.filter((at) => model.vms[at]?.fixed !== null);
    const [first] = fixed;
    const other = fixed.find((at) => model.vms[at]?.host !== model.vms[first ?? -1]?.host);
    if (first !== undefined && other !== undefined) {
      found.push(
        `${namesOf(item.vms)} shall be kept together, but ${nameOf(first)} cannot leave ${labelOf(model.vms[first]?.host)} and ${nameOf(other)} cannot leave ${labelOf(model.vms[other]?.host)}.`,
      );
    }
    const pinned = item.vms.filter((at) => model.vms[at]?.only);
    const common = [...model.hosts.keys()].some((host) =>
      pinned.every((at) => model.vms[at]?.only?.has(host)),
    );
    if (!common) {
      found.push(
        `${namesOf(item.vms)} shall be kept together, but ${namesOf(pinned)} are pinned to hosts that have none in common.`,
      );
    }
  }
  for (const [at, vm] of model.vms.entries()) {
    if (!vm.only) continue;
    if (vm.only.size === 0) {
      found.push(`${nameOf(at)} is pinned to hosts of which none takes part.`);
    } else if (vm.fixed !== null && !vm.only.has(vm.host)) {
      found.push(
        `${nameOf(at)} is pinned to other hosts, but cannot leave ${labelOf(vm.host)}: ${vm.fixed}`,
      );
    }
  }
  found.push(...apartClashes(site, rules, nameOf, labelOf));
  return found;
}

function apartClashes(
  { model, vms, hosts }: SiteModel,
  rules: readonly PlanRule[],
  nameOf: (at: number) => string,
  labelOf: (host: number | undefined) => string,
): string[] {
  const indexOf = new Map(vms.map((vm, at) => [refKey(vm), at]));
  const itemOf = new Map(
    model.items.flatMap((item, index) => item.vms.map((at) => [at, index] as const)),
  );
  const found: string[] = [];
  for (const rule of rules) {
    if (rule.kind !== 'apart') continue;
    const apart = rule.vms.flatMap((ref: VmRef) => indexOf.get(refKey(ref)) ?? []);
    const byItem = Map.groupBy(apart, (at) => itemOf.get(at));
    for (const same of byItem.values()) {
      if (same.length < 2) continue;
      found.push(
        `${same.map(nameOf).join(', ')} shall be kept together by one rule and apart by another.`,
      );
    }
    const fixed = apart.filter((at) => model.vms[at]?.fixed !== null);
    for (const [host, both] of Map.groupBy(fixed, (at) => model.vms[at]?.host)) {
      if (both.length < 2) continue;
      found.push(
        `${both.map(nameOf).join(', ')} shall be kept apart, but cannot leave ${labelOf(host)}.`,
      );
    }
    if (apart.length > hosts.length) {
      found.push(`${apart.length} VMs shall be kept apart, but there are ${hosts.length} hosts.`);
    }
  }
  return found;
}
