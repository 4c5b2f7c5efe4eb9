import type { Host, HostFacts } from '../../../shared/model/host.ts';
import type { SiteEvent, SiteState } from '../../../shared/model/site.ts';
import type { Sample } from './roll-up.ts';
import { hostSampleKey, vmSampleKey } from './sample-keys.ts';

type UsageEvent = Extract<SiteEvent, { type: 'usage' }>;

/** A host that said nothing for this long is left out of the site's sum. */
const staleMs = 60_000;

/** A host's word on its usage, as samples of the host and of its running VMs. */
export function samplesOf(
  { hostId, usage }: UsageEvent,
  state: SiteState,
): { key: string; sample: Sample }[] {
  const facts = state.hosts[hostId]?.facts;
  const entries: { key: string; sample: Sample }[] = [];
  const { at } = usage;
  const put = (key: string, numbers: Omit<Sample, 'at'>) => {
    entries.push({ key, sample: { at, ...numbers } });
  };
  if (facts) put(hostSampleKey(hostId), hostNumbers(facts, usage));
  for (const vm of Object.values(state.vms[hostId] ?? {})) {
    // Off is a gap; the half of a move is nobody's.
    if (vm.domid === null || vm.state === 'transit') continue;
    put(vmSampleKey(vm), { cpu: vm.cpu, dom0: null, memoryMiB: vm.memoryMiB });
  }
  return entries;
}

/** All hosts that are heard of, as one; null when there is none, or when any of them has no rate yet. */
export function siteSample(state: SiteState, at: number): Sample | null {
  let [cpu, dom0, memoryMiB, hosts] = [0, 0, 0, 0];
  for (const { link, facts, usage } of Object.values(state.hosts)) {
    if (link.state !== 'online' || !facts || !usage) continue;
    if (Math.abs(at - usage.at) > staleMs) continue;
    const numbers = hostNumbers(facts, usage);
    // A sum over only some of those that are there would look like a fall in load.
    if (numbers.cpu === null || numbers.dom0 === null) return null;
    hosts += 1;
    cpu += numbers.cpu;
    dom0 += numbers.dom0;
    memoryMiB += numbers.memoryMiB;
  }
  return hosts === 0 ? null : { at, cpu, dom0, memoryMiB };
}

/** A host's shares of its CPUs as pCPUs, and the memory that is taken. */
function hostNumbers({ pcpus, totalMemoryMiB }: HostFacts, usage: NonNullable<Host['usage']>) {
  return {
    cpu: usage.cpu === null ? null : usage.cpu * pcpus,
    dom0: usage.dom0Cpu === null ? null : usage.dom0Cpu * pcpus,
    memoryMiB: totalMemoryMiB - usage.freeMemoryMiB,
  };
}
