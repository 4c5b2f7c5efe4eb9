import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryNeedMiB } from '../../../src/shared/migration/memory-need.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import type { Host, HostFacts } from '../../../src/shared/model/host.ts';
import type { SiteState } from '../../../src/shared/model/site.ts';
import type { Vm } from '../../../src/shared/model/vm.ts';
import { assignTargets } from '../../../src/shared/outage/assign-targets.ts';
import { sampleFacts } from '../../support/sample-facts.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

const san: HostFacts['storage'][number] = {
  kind: 'volume-group',
  name: 'vg_san',
  source: 'one-and-the-same',
  type: 'lvm2',
  shared: true,
  sizeMiB: 1000,
  freeMiB: 500,
};
const own: HostFacts['storage'][number] = {
  kind: 'filesystem',
  name: '/',
  source: '/dev/sda1',
  type: 'ext4',
  shared: false,
  sizeMiB: 1000,
  freeMiB: 500,
};

function host(id: string, freeMemoryMiB: number, isDead = false): Host {
  return sampleHost({
    id,
    label: id,
    link: {
      state: isDead ? 'offline' : 'online',
      since: 0,
      lastSeen: 1,
      retryAt: null,
      error: null,
    },
    facts: sampleFacts({ totalMemoryMiB: 100_000, storage: [san, own] }),
    usage: { at: 0, cpu: 0.1, dom0Cpu: 0, freeMemoryMiB },
  });
}

function guest(name: string, memoryMiB: number, more: Partial<Vm> = {}): Vm {
  return sampleVm({
    hostId: 'dead',
    name,
    uuid: `ccd5929a-1cff-474c-93fa-${name.padStart(12, '0')}`,
    memoryMiB,
    maxMemoryMiB: memoryMiB,
    configPath: `/etc/xen/${name}.cfg`,
    disks: [
      { vdev: 'xvda', path: `/dev/vg_san/${name}`, format: 'raw', backend: '', readonly: false },
    ],
    ...more,
  });
}

function site(hosts: readonly Host[], vms: readonly Vm[]): SiteState {
  const state = { ...emptySite, hosts: Object.fromEntries(hosts.map((one) => [one.id, one])) };
  const byHost: SiteState['vms'] = {};
  for (const vm of vms) byHost[vm.hostId] = { ...byHost[vm.hostId], [vm.name]: vm };
  return { ...state, vms: byHost };
}

const dead = host('dead', 0, true);
const disk = (path: string, readonly = false) => ({
  disks: [{ vdev: 'xvda', path, format: 'raw', backend: '', readonly }],
});

describe('where the VMs of a dead host are started', () => {
  it('gives no host more memory than it has, and no VM two places', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 64, max: 9_000 }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.option(fc.nat({ max: 3 })), { maxLength: 12 }),
        (memory, free, chosen) => {
          const vms = memory.map((mib, at) => guest(`vm${at}`, mib));
          const hosts = free.map((mib, at) => host(`h${at}`, mib));
          const choices = Object.fromEntries(
            chosen.map((to, at) => [`vm${at}`, to === null ? null : `h${to}`]),
          );
          const rows = assignTargets('dead', site([dead, ...hosts], vms), choices);
          expect(rows.map(({ vm }) => vm.name).sort()).toEqual(vms.map(({ name }) => name).sort());
          for (const [at, mib] of free.entries()) {
            const here = rows.filter(({ targetHostId }) => targetHostId === `h${at}`);
            const need = here.reduce((sum, { vm }) => sum + memoryNeedMiB(vm), 0);
            expect(need).toBeLessThanOrEqual(mib);
          }
          for (const { vm, targetHostId, reasons } of rows) {
            if (choices[vm.name] === null) expect(targetHostId).toBeNull();
            // Nobody is left off without being told why, unless that was chosen.
            if (targetHostId === null && choices[vm.name] !== null) {
              expect(reasons.length).toBeGreaterThan(0);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['its disk is the dead host’s own', disk('/var/lib/xen/web.img'), 'disk-not-shared'],
    ['nobody knows where its disk lies', disk('/dev/nobody/knows'), 'disk-not-shared'],
    ['no file of it is known', { configPath: null }, 'no-config'],
    ['it was off', { domid: 4, state: 'transit' as const }, 'vm-in-transit'],
    ['it has devices of the dead host', { pciDevices: ['0000:01:00.0'] }, 'pci-passthrough'],
    ['no host has its bridge', { nics: [{ mac: '', bridge: 'dmz', model: '' }] }, 'bridge-missing'],
  ])('is nowhere where %s', (_why, more, code) => {
    const [row] = assignTargets('dead', site([dead, host('h1', 9_000)], [guest('web', 64, more)]));
    expect(row).toMatchObject({ targetHostId: null, options: [] });
    expect(row?.reasons.map((reason) => reason.code)).toContain(code);
  });

  it('may be a host with another file for a disk that is only read', () => {
    const cd = guest('web', 64, disk('/var/lib/xen/cd.iso', true));
    const [row] = assignTargets('dead', site([dead, host('h1', 9_000)], [cd]));
    expect(row).toMatchObject({ targetHostId: 'h1', reasons: [{ severity: 'warns' }] });
  });

  it.each(['online', 'offline'] as const)(
    'is nowhere while the same VM is on a host that is %s',
    (state) => {
      const away = { ...host('h2', 9_000), link: { ...dead.link, state } };
      const twin = { ...guest('web', 64), hostId: 'h2', domid: 7 };
      const [row] = assignTargets(
        'dead',
        site([dead, host('h1', 9_000), away], [guest('web', 64), twin]),
      );
      expect(row?.targetHostId).toBeNull();
      expect(row?.reasons.map((reason) => reason.code)).toContain('runs-elsewhere');
    },
  );
});
