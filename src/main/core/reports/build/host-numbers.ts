import type { Host } from '../../../../shared/model/host.ts';
import type { Vm } from '../../../../shared/model/vm.ts';
import type { HostEntry } from '../report-source.ts';

/** What of a host is given out. Memory in MiB; null where the host was never read. */
export interface HostNumbers {
  /** VMs that are there, halves of moves aside, and those of them that have memory and CPUs now. */
  vms: number;
  active: number;
  vcpus: number;
  vmMemoryMiB: number;
  pcpus: number | null;
  memoryMiB: number | null;
  dom0MemoryMiB: number | null;
  /** Given to neither dom0 nor VMs; what Xen itself takes is still in it. */
  unassignedMiB: number | null;
}

/** A half of a migration is not one more VM. */
export const isWhole = ({ state }: Vm): boolean => state !== 'transit';

export const isActive = (vm: Vm): boolean => vm.domid !== null && isWhole(vm);

export function hostNumbers({ host: { facts }, vms }: HostEntry): HostNumbers {
  const active = vms.filter(isActive);
  const vmMemoryMiB = active.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0);
  return {
    vms: vms.filter(isWhole).length,
    active: active.length,
    vcpus: active.reduce((sum, { vcpus }) => sum + vcpus, 0),
    vmMemoryMiB,
    pcpus: facts?.pcpus ?? null,
    memoryMiB: facts?.totalMemoryMiB ?? null,
    dom0MemoryMiB: facts?.dom0.memoryMiB ?? null,
    unassignedMiB: facts
      ? Math.max(0, facts.totalMemoryMiB - facts.dom0.memoryMiB - vmMemoryMiB)
      : null,
  };
}

export function xenVersion({ facts }: Host): string | null {
  if (!facts) return null;
  const { major, minor, extra } = facts.xenVersion;
  return `${major}.${minor}${extra}`;
}

const links: Readonly<Record<Host['link']['state'], string>> = {
  online: 'connected',
  connecting: 'connecting',
  offline: 'not reachable',
  blocked: 'waits for the user',
  idle: 'not connected',
};

export const linkText = ({ link }: Host): string => links[link.state];

/** When it last answered; null: never. */
export function lastSeen({ link, usage }: Host): number | null {
  return link.state === 'online' ? (usage?.at ?? link.lastSeen) : link.lastSeen;
}
