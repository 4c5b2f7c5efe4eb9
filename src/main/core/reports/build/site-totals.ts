import { vmStateText, vmTypeText } from '../../../../shared/model/vm-text.ts';
import type { HostEntry } from '../report-source.ts';
import { hostNumbers, isWhole, xenVersion } from './host-numbers.ts';

/** Counts and sums over a site; memory in MiB. Hosts that were never read add nothing to the sums. */
export interface SiteTotals {
  hosts: number;
  connected: number;
  read: number;
  vms: number;
  active: number;
  vcpus: number;
  pcpus: number;
  memoryMiB: number;
  dom0MemoryMiB: number;
  vmMemoryMiB: number;
  /** How many of each, the most first. */
  states: [name: string, count: number][];
  types: [name: string, count: number][];
  versions: [name: string, count: number][];
  cpus: [name: string, count: number][];
}

export function siteTotals(hosts: Iterable<HostEntry>): SiteTotals {
  const sums = { hosts: 0, connected: 0, read: 0, vms: 0, active: 0, vcpus: 0, pcpus: 0 };
  const memory = { memoryMiB: 0, dom0MemoryMiB: 0, vmMemoryMiB: 0 };
  const [states, types, versions, cpus] = [counter(), counter(), counter(), counter()];
  for (const entry of hosts) {
    const { host, vms } = entry;
    const numbers = hostNumbers(entry);
    sums.hosts += 1;
    if (host.link.state === 'online') sums.connected += 1;
    sums.vms += numbers.vms;
    for (const vm of vms) {
      if (!isWhole(vm)) continue;
      states.add(vmStateText(vm.state));
      types.add(vmTypeText(vm.type));
    }
    const version = xenVersion(host);
    if (!host.facts || version === null) continue;
    sums.read += 1;
    sums.active += numbers.active;
    sums.vcpus += numbers.vcpus;
    sums.pcpus += host.facts.pcpus;
    memory.memoryMiB += host.facts.totalMemoryMiB;
    memory.dom0MemoryMiB += host.facts.dom0.memoryMiB;
    memory.vmMemoryMiB += numbers.vmMemoryMiB;
    versions.add(version);
    cpus.add(host.facts.cpu.name);
  }
  return {
    ...sums,
    ...memory,
    states: states.counts(),
    types: types.counts(),
    versions: versions.counts(),
    cpus: cpus.counts(),
  };
}

function counter(): { add(name: string): void; counts(): [string, number][] } {
  const found = new Map<string, number>();
  return {
    add: (name) => void found.set(name, (found.get(name) ?? 0) + 1),
    counts: () => [...found].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)),
  };
}
