import type { SiteState } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import type { SlaPromise } from '../../../shared/sla/objective.ts';

/** Why no host of the site could keep a promise to this VM as it is; null: one could. */
export function whyImpossible(promise: SlaPromise, vm: Vm, state: SiteState): string | null {
  const { cpus } = promise;
  if (cpus === null) return null;
  if (cpus > vm.maxVcpus) {
    return `It has at most ${vm.maxVcpus} ${vm.maxVcpus === 1 ? 'vCPU' : 'vCPUs'} (maxvcpus in its configuration): it cannot use ${cpus} pCPUs.`;
  }
  let largest = 0;
  for (const { facts } of Object.values(state.hosts))
    largest = Math.max(largest, facts?.pcpus ?? 0);
  if (largest > 0 && cpus > largest) {
    return `The largest host of the site has ${largest} pCPUs; ${cpus} are promised.`;
  }
  return null;
}
