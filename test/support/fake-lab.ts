import { emptySite } from '../../src/shared/model/apply-event.ts';
import type { Host, HostFacts } from '../../src/shared/model/host.ts';
import type { SiteState } from '../../src/shared/model/site.ts';
import type { Vm } from '../../src/shared/model/vm.ts';
import { sampleFacts } from './sample-facts.ts';
import { sampleHost, sampleVm } from './sample-site.ts';

const shared: HostFacts['storage'][number] = {
  kind: 'filesystem',
  name: '/srv/vm',
  source: 'nas1:/export/vm',
  type: 'nfs4',
  shared: true,
  sizeMiB: 4_000_000,
  freeMiB: 1_500_000,
};

function labHost(id: string, now: number, more: Partial<HostFacts>): Host {
  return sampleHost({
    id,
    label: id,
    link: { state: 'online', since: now - 3_600_000, lastSeen: now, retryAt: null, error: null },
    facts: sampleFacts({
      hostname: id,
      pcpus: 8,
      totalMemoryMiB: 32_768,
      bridges: ['xenbr0'],
      storage: [
        shared,
        { ...shared, kind: 'volume-group', name: 'vg0', source: `vg-${id}`, shared: false },
      ],
      ...more,
    }),
    usage: { at: now, cpu: 0.2, dom0Cpu: 0.03, freeMemoryMiB: 16_384 },
  });
}

function labVm(hostId: string, name: string, more: Partial<Vm> = {}): Vm {
  return sampleVm({
    hostId,
    name,
    uuid: `00000000-0000-4000-8000-${hashOf(name)}`,
    memoryMiB: 1024,
    maxMemoryMiB: 1024,
    configPath: `/etc/xen/${name}.cfg`,
    cpu: 0.3,
    cpuSeconds: 4000,
    ...more,
  });
}

/** Twelve hex digits that differ from name to name. */
function hashOf(name: string): string {
  let hash = 7;
  for (const character of name)
    hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 281_474_976_710_655;
  return hash.toString(16).padStart(12, '0');
}

function disk(path: string): Partial<Vm> {
  return { disks: [{ vdev: 'xvda', path, format: 'raw', backend: 'phy', readonly: false }] };
}

export const hostileName = 'web "1" $(reboot) ü';

/**
 * Three hosts as in the lab: two of a kind, and `xen-c` without hardware assist. Their VMs can be
 * moved, must be stopped for it, or cannot move for one reason each.
 */
export function fakeLab(now: number): SiteState {
  const hosts = [
    labHost('xen-a', now, {}),
    labHost('xen-b', now, {}),
    labHost('xen-c', now, {
      assist: 'none',
      xenCaps: ['xen-3.0-x86_64'],
      virtCaps: ['pv'],
    }),
  ];
  const vms = [
    labVm('xen-a', 'counter', { memoryMiB: 4096, maxMemoryMiB: 4096, autostart: true }),
    labVm('xen-a', hostileName),
    labVm('xen-a', 'pv1', { type: 'pv', memoryMiB: 2048, maxMemoryMiB: 2048 }),
    labVm('xen-a', 'disk1', disk('/srv/vm/disk1.img')),
    labVm('xen-a', 'local1', disk('/dev/vg0/local1')),
    labVm('xen-a', 'off1', { state: 'halted', domid: null, cpu: null, cpuSeconds: null }),
    labVm('xen-a', 'paused1', { state: 'paused', cpu: 0 }),
    ...['worker-1', 'worker-2', 'worker-3'].map((name) => labVm('xen-a', name)),
    labVm('xen-b', 'db1', { memoryMiB: 8192, maxMemoryMiB: 8192 }),
    labVm('xen-c', 'pv3', { type: 'pv' }),
  ];
  const byHost: SiteState['vms'] = {};
  for (const host of hosts) {
    const own = vms.filter((vm) => vm.hostId === host.id);
    byHost[host.id] = Object.fromEntries(own.map((vm) => [vm.name, vm]));
  }
  return {
    ...emptySite,
    kind: 'own',
    hosts: Object.fromEntries(hosts.map((host) => [host.id, host])),
    vms: byHost,
  };
}
