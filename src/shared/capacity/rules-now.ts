import type { SiteState } from '../model/site.ts';
import type { VmRef } from '../model/vm.ts';
import type { PlanRule } from './capacity-plan.ts';
import type { KeptRule } from './plan-preferences.ts';

/** Where each running VM of the site is, by UUID. */
export function placesOf(vms: SiteState['vms']): Map<string, VmRef> {
  const places = new Map<string, VmRef>();
  for (const byName of Object.values(vms)) {
    for (const { uuid, hostId, name, domid } of Object.values(byName)) {
      if (uuid !== null && domid !== null) places.set(uuid, { hostId, name });
    }
  }
  return places;
}

/** Kept rules in terms of where their VMs are now; what is not in this site is left out of them. */
export function rulesNow(
  rules: readonly KeptRule[],
  places: ReadonlyMap<string, VmRef>,
  hosts: SiteState['hosts'],
): PlanRule[] {
  return rules.flatMap((rule): PlanRule[] => {
    if (rule.kind === 'together' || rule.kind === 'apart') {
      const vms = rule.vms.flatMap(({ uuid }) => places.get(uuid) ?? []);
      return vms.length > 1 ? [{ kind: rule.kind, vms }] : [];
    }
    const vm = places.get(rule.vm.uuid);
    if (!vm) return [];
    if (rule.kind === 'stay') return [{ kind: 'stay', vm }];
    const hostIds = rule.hostIds.filter((id) => Object.hasOwn(hosts, id));
    return hostIds.length > 0 ? [{ kind: 'pinned', vm, hostIds }] : [];
  });
}
