import type { Host } from '../../../../shared/model/host.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import { byNaturalName } from '../../../../shared/natural-key.ts';
import type { SortKey } from '../../../state/view.ts';
import { memoryLoad, troubleRank } from './host-load.ts';

type Measure = (host: Host, site: SiteState) => number;

/** The highest comes first. Hosts whose numbers are not known come last. */
const measures: Record<Exclude<SortKey, 'name'>, Measure> = {
  problems: (host) => troubleRank(host),
  cpu: (host) => host.usage?.cpu ?? -1,
  memory: (host) => memoryLoad(host) ?? -1,
  free: (host) => host.usage?.freeMemoryMiB ?? -1,
  vms: (host, site) => Object.keys(site.vms[host.id] ?? {}).length,
};

/** Host ids in the order of the board; equal ones by name. */
export function sortHosts(site: SiteState, sort: SortKey): string[] {
  const hosts = Object.values(site.hosts);
  const measure = sort === 'name' ? null : measures[sort];
  if (!measure) {
    return hosts
      .sort((a, b) => byNaturalName(a.label, b.label) || (a.id < b.id ? -1 : 1))
      .map((host) => host.id);
  }
  return hosts
    .map((host) => ({ host, value: measure(host, site) }))
    .sort((a, b) => b.value - a.value || byNaturalName(a.host.label, b.host.label))
    .map(({ host }) => host.id);
}
