import type { SiteState } from '../../shared/model/site.ts';
import { memoLast } from './memo-last.ts';

export interface SiteTotals {
  hosts: number;
  online: number;
  vms: number;
  running: number;
  /** Of the hosts whose load is known: it takes two looks. */
  pcpus: number;
  /** Of those, pCPUs in use. */
  cpuInUse: number;
  memoryMiB: number;
  memoryInUseMiB: number;
}

function countVms(vms: SiteState['vms']): { all: number; running: number } {
  let all = 0;
  let running = 0;
  for (const ofHost of Object.values(vms)) {
    for (const name in ofHost) {
      // A VM on its way is counted where it runs.
      if (ofHost[name]?.state === 'transit') continue;
      all += 1;
      if (ofHost[name]?.state === 'running') running += 1;
    }
  }
  return { all, running };
}

/** Sums over all hosts; those whose numbers are not known add nothing to the loads. */
export const siteTotals = memoLast((site: SiteState): SiteTotals => {
  const { all, running } = countVms(site.vms);
  const totals: SiteTotals = {
    hosts: 0,
    online: 0,
    vms: all,
    running,
    pcpus: 0,
    cpuInUse: 0,
    memoryMiB: 0,
    memoryInUseMiB: 0,
  };
  for (const host of Object.values(site.hosts)) {
    totals.hosts += 1;
    if (host.link.state === 'online') totals.online += 1;
    if (!host.facts || !host.usage) continue;
    if (host.usage.cpu !== null) {
      totals.pcpus += host.facts.pcpus;
      totals.cpuInUse += host.usage.cpu * host.facts.pcpus;
    }
    totals.memoryMiB += host.facts.totalMemoryMiB;
    totals.memoryInUseMiB += host.facts.totalMemoryMiB - host.usage.freeMemoryMiB;
  }
  return totals;
});
