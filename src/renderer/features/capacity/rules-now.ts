import type { KeptRule, KeptVm } from '../../../shared/capacity/plan-preferences.ts';
import type { SiteState } from '../../../shared/model/site.ts';

type Vms = SiteState['vms'];

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
