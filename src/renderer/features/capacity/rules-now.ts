import type { PlanRule } from '../../../shared/capacity/capacity-plan.ts';
import type { KeptRule, KeptVm } from '../../../shared/capacity/plan-preferences.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { VmRef } from '../../../shared/model/vm.ts';

type Vms = SiteState['vms'];

/** Where each running VM of the site is, by UUID. */
export function placesOf(vms: Vms): Map<string, VmRef> {
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

/** A rule as a sentence. `labelOf` names a host. */
export function ruleText(rule: KeptRule, labelOf: (hostId: string) => string): string {
  switch (rule.kind) {
    case 'stay':
      return `${rule.vm.name} stays where it is.`;
    case 'pinned':
      return `${rule.vm.name} is only on ${rule.hostIds.map(labelOf).join(' or ')}.`;
    case 'together':
      return `${namesOf(rule.vms)} are kept together.`;
    case 'apart':
      return `${namesOf(rule.vms)} are kept apart.`;
  }
}

function namesOf(vms: readonly KeptVm[]): string {
  return vms.map(({ name }) => name).join(', ');
}

/** Names as somebody types them: `web-01, web-02`, or `xen-02/web-01` where two have one name. */
export function findVms(
  typed: string,
  vms: Vms,
  labelOf: (hostId: string) => string,
): { vms: KeptVm[]; problem: string | null } {
  const found = new Map<string, KeptVm>();
  for (const word of typed.split(',').map((part) => part.trim())) {
    if (word === '') continue;
    const matches = Object.values(vms)
      .flatMap((byName) => Object.values(byName))
      .filter(({ hostId, name }) => name === word || `${labelOf(hostId)}/${name}` === word)
      .flatMap(({ uuid, name, domid }) => (uuid && domid !== null ? [{ uuid, name }] : []));
    const [only, second] = matches;
    if (!only) return { vms: [], problem: `No running VM is called ${word}.` };
    if (second) {
      return {
        vms: [],
        problem: `More than one is called ${word}: write its host before it, host/${word}.`,
      };
    }
    found.set(only.uuid, only);
  }
  return { vms: [...found.values()], problem: null };
}
