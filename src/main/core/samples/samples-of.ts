import type { Host, HostFacts } from '../../../shared/model/host.ts';
import type { SiteEvent, SiteState } from '../../../shared/model/site.ts';
import { noTraffic, type Traffic, trafficNumbers } from '../../../shared/samples/series.ts';
import type { HostTraffic } from '../inventory/traffic-rates.ts';
import type { Sample } from './roll-up.ts';
import { hostSampleKey, vmSampleKey } from './sample-keys.ts';

type UsageEvent = Extract<SiteEvent, { type: 'usage' }>;

/** A host that said nothing for this long is left out of the site's sum. */
const staleMs = 60_000;

/** A host's word on its usage, as samples of the host and of its running VMs. */
export function samplesOf(
  { hostId, usage }: UsageEvent,
  state: SiteState,
  traffic: HostTraffic | undefined,
): { key: string; sample: Sample }[] {
  const facts = state.hosts[hostId]?.facts;
  const entries: { key: string; sample: Sample }[] = [];
  const { at } = usage;
  const put = (key: string, numbers: Omit<Sample, 'at'>) => {
    entries.push({ key, sample: { at, ...numbers } });
  };
  if (facts) {
    const carried = traffic?.host ?? noTraffic;
    put(hostSampleKey(hostId), { ...hostNumbers(facts, usage), ...carried });
  }
  for (const vm of Object.values(state.vms[hostId] ?? {})) {
    // Off is a gap; the half of a move is nobody's.
    if (vm.domid === null || vm.state === 'transit') continue;
    const carried = traffic?.vms.get(vm.name) ?? noTraffic;
    put(vmSampleKey(vm), { cpu: vm.cpu, dom0: null, memoryMiB: vm.memoryMiB, ...carried });
  }
  return entries;
}

/** All hosts that are heard of, as one; null when there is none, or when any of them has no rate yet. */
export function siteSample(
  state: SiteState,
  at: number,
  traffic: ReadonlyMap<string, HostTraffic>,
): Sample | null {
  let [cpu, dom0, memoryMiB, hosts] = [0, 0, 0, 0];
  const carried: Traffic = { ...noTraffic };
  for (const { id, link, facts, usage } of Object.values(state.hosts)) {
    if (link.state !== 'online' || !facts || !usage) continue;
    if (Math.abs(at - usage.at) > staleMs) continue;
    const numbers = hostNumbers(facts, usage);
    // A sum over only some of those that are there would look like a fall in load.
    if (numbers.cpu === null || numbers.dom0 === null) return null;
    hosts += 1;
    cpu += numbers.cpu;
    dom0 += numbers.dom0;
    memoryMiB += numbers.memoryMiB;
    for (const number of trafficNumbers) {
      // One without disks of its own, for instance, never has any: the others' sum is all there is.
      const own = traffic.get(id)?.host[number] ?? null;
      if (own !== null) carried[number] = (carried[number] ?? 0) + own;
    }
  }
  return hosts === 0 ? null : { at, cpu, dom0, memoryMiB, ...carried };
}

/** A host's shares of its CPUs as pCPUs, and the memory that is taken. */
function hostNumbers({ pcpus, totalMemoryMiB }: HostFacts, usage: NonNullable<Host['usage']>) {
  return {
    cpu: usage.cpu === null ? null : usage.cpu * pcpus,
    dom0: usage.dom0Cpu === null ? null : usage.dom0Cpu * pcpus,
    memoryMiB: totalMemoryMiB - usage.freeMemoryMiB,
  };
}
