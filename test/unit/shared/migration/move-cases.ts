import type { MoveQuestion } from '../../../../src/shared/migration/move-question.ts';
import type { MoveReason, MoveReasonCode } from '../../../../src/shared/migration/verdict.ts';
import type { HostFacts } from '../../../../src/shared/model/host.ts';
import type { Vm } from '../../../../src/shared/model/vm.ts';
import {
  moveSpec,
  readHost,
  sampleJob,
  type sampleMove,
  sampleStorage,
} from '../../../support/sample-move.ts';
import { sampleHost, sampleVm } from '../../../support/sample-site.ts';

const uuid = sampleVm().uuid;
const offline = { ...sampleHost().link, state: 'offline' as const };
const disk = { vdev: 'xvda', path: '/srv/a.img', format: 'raw', backend: 'phy', readonly: false };
export const nic = { mac: '00:16:3e:00:00:01', bridge: 'xenbr7', model: 'rtl8139' };
const nfs = sampleStorage({ name: '/srv', source: 'nas:/xen', type: 'nfs4', shared: true });
const vg = sampleStorage({ kind: 'volume-group', name: 'vg0', source: 'AbC-1', type: 'lvm2' });

function between(facts: Partial<HostFacts>, there: Partial<HostFacts>): Partial<MoveQuestion> {
  return { source: readHost('xen-a', facts), target: readHost('xen-b', there) };
}

const onXenB = (more: Partial<Vm> = {}) => sampleVm({ hostId: 'xen-b', uuid: null, ...more });

type Reason = [MoveReasonCode, MoveReason['severity']];
type Case = [string, Parameters<typeof sampleMove>[0], Reason[], RegExp?];

/** What is asked, and all that stands against it. */
export const moveCases: Case[] = [
  ['to the host where it is', { target: readHost('xen-a') }, [['same-host', 'blocks']]],
  [
    'to a host that is away',
    { target: readHost('xen-b', {}, { link: offline }) },
    [['target-offline', 'blocks']],
  ],
  [
    'from a host that is away',
    { source: readHost('xen-a', {}, { link: offline }) },
    [['source-offline', 'blocks']],
  ],
  [
    'to a host that was never read',
    { target: sampleHost({ id: 'xen-b' }) },
    [['target-unknown', 'blocks']],
  ],
  [
    'to a machine without Xen',
    { target: sampleHost({ id: 'xen-b', toolstack: 'none' }) },
    [['target-no-toolstack', 'blocks']],
    /has no xl/,
  ],
  [
    'to an XCP-ng host',
    { target: sampleHost({ id: 'xen-b', toolstack: 'xe' }) },
    [['target-no-toolstack', 'blocks']],
    /has xe/,
  ],
  ...(['paused', 'shutting-down', 'crashed', 'dying', 'halted'] as const).map(
    (state): Case => [
      `of a VM that is ${state}`,
      { vm: { state } },
      [['vm-not-running', 'blocks']],
    ],
  ),
  ['of half a VM', { vm: { state: 'transit' } }, [['vm-in-transit', 'blocks']]],
  [
    'of a VM that another job works on',
    {
      jobs: [sampleJob({ spec: { kind: 'power', action: 'reboot', vm: 'web1', hostId: 'xen-a' } })],
    },
    [['vm-busy', 'blocks']],
    /^Another job/,
  ],
  [
    'of a VM whose last move is undecided',
    { jobs: [sampleJob({ state: 'undecided' })] },
    [['vm-busy', 'blocks']],
    /not known/,
  ],
  ['of a VM whose jobs are over', { jobs: [sampleJob({ state: 'succeeded' })] }, []],
  ['asked by its own job', { jobs: [sampleJob()], ownJobId: 'job1' }, []],
  ['of a VM that must stay', { vm: { noMigrate: true } }, [['no-migrate', 'blocks']]],
  [
    'to an older Xen',
    between({}, { xenVersion: { major: 4, minor: 14, extra: '.6' } }),
    [['xen-older', 'blocks']],
    /4\.14, older than 4\.17/,
  ],
  [
    'to a newer Xen, whose minor number is smaller',
    between({}, { xenVersion: { major: 5, minor: 0, extra: '' } }),
    [],
  ],
  [
    'of a PVH guest to a host without hardware assist',
    between({}, { xenCaps: ['xen-3.0-x86_64'], virtCaps: ['pv', 'gnttab-v1'] }),
    [['type-unsupported', 'blocks']],
    /PVH guest.*no hardware assist/,
  ],
  [
    'of an HVM guest to a host without EPT or NPT, with shadow paging',
    { vm: { type: 'hvm' }, ...between({}, { virtCaps: ['pv', 'hvm', 'shadow'] }) },
    [['type-unsupported', 'warns']],
  ],
  [
    'of an HVM guest to a host without EPT or NPT, and no shadow paging',
    { vm: { type: 'hvm' }, ...between({}, { virtCaps: ['pv', 'hvm'] }) },
    [['type-unsupported', 'blocks']],
  ],
  [
    'to a Xen too old to name its paging modes',
    { vm: { type: 'hvm' }, ...between({}, { virtCaps: ['hvm', 'hvm_directio'] }) },
    [],
  ],
  [
    'of a guest of unknown type',
    { vm: { type: 'unknown' } },
    [['type-unsupported', 'warns']],
    /could not be read/,
  ],
  [
    'of a PV guest to a host that runs none',
    {
      vm: { type: 'pv' },
      ...between(
        { virtCaps: ['pv', 'hvm', 'hap', 'shadow'] },
        { xenCaps: ['hvm-3.0-x86_64'], virtCaps: ['hvm', 'hap'] },
      ),
    },
    [['type-unsupported', 'blocks']],
    /no PV guests/,
  ],
  [
    'of a running PV guest where Xen has no shadow paging',
    { vm: { type: 'pv' } },
    [['pv-needs-shadow', 'blocks']],
  ],
  ['of a PV guest by stop-and-copy', { vm: { type: 'pv' }, mode: 'stop-and-copy' }, []],
  [
    'of a running PV guest where Xen has shadow paging',
    { vm: { type: 'pv' }, ...between({ virtCaps: ['pv', 'hvm', 'hap', 'shadow'] }, {}) },
    [],
  ],
  [
    'to a host without room',
    {
      target: readHost('xen-b', {}, { usage: { at: 0, cpu: 0, dom0Cpu: 0, freeMemoryMiB: 130 } }),
    },
    [['memory', 'blocks']],
    /Needs 132 MiB on xen-b, where 130 MiB are free\./,
  ],
  [
    'to a host whose free memory is not known',
    { target: readHost('xen-b', {}, { usage: null }) },
    [['memory', 'warns']],
  ],
  [
    'to a host whose room is promised to another move',
    { jobs: [sampleJob({ spec: { ...moveSpec, vm: 'db1', uuid: 'x', memoryMiB: 1900 } })] },
    [['memory', 'blocks']],
    /1,900 MiB are promised/,
  ],
  [
    'to a host that has given another move its room already',
    {
      jobs: [sampleJob({ spec: { ...moveSpec, vm: 'db1', uuid: 'x', memoryMiB: 1900 } })],
      targetVms: [onXenB({ name: 'db1--incoming', memoryMiB: 1900, domid: 9, state: 'transit' })],
    },
    [],
  ],
  [
    'to a host that it would fill above the ceiling',
    { vm: { memoryMiB: 1900, maxMemoryMiB: 1900 } },
    [['memory-ceiling', 'blocks']],
    /97 % full/,
  ],
  [
    'to a host whose dom0 gives memory up for guests',
    {
      target: readHost(
        'xen-b',
        { autoballoon: 'on', totalMemoryMiB: 16_384, dom0: { vcpus: 4, memoryMiB: 15_000 } },
        { usage: { at: 0, cpu: 0, dom0Cpu: 0, freeMemoryMiB: 50 } },
      ),
    },
    [],
  ],
  [
    'to a host whose dom0 keeps its memory, because dom0_mem is set',
    {
      target: readHost(
        'xen-b',
        { autoballoon: 'auto', totalMemoryMiB: 16_384, dom0: { vcpus: 4, memoryMiB: 15_000 } },
        { usage: { at: 0, cpu: 0, dom0Cpu: 0, freeMemoryMiB: 50 } },
      ),
    },
    [['memory', 'blocks']],
  ],
  [
    'to a host whose dom0 would be squeezed below its floor',
    {
      target: readHost(
        'xen-b',
        { autoballoon: 'on', dom0: { vcpus: 1, memoryMiB: 1100 } },
        { usage: { at: 0, cpu: 0, dom0Cpu: 0, freeMemoryMiB: 50 } },
      ),
    },
    [['memory', 'blocks']],
  ],
  [
    'to a host that is busy',
    {
      target: readHost(
        'xen-b',
        {},
        { usage: { at: 0, cpu: 0.75, dom0Cpu: 0, freeMemoryMiB: 2000 } },
      ),
    },
    [['cpu-ceiling', 'warns']],
    /85 % of its CPU; the site's ceiling is 80 %/,
  ],
  [
    'to a host that runs one of its name',
    { targetVms: [onXenB({ uuid: 'other' })] },
    [['name-taken', 'blocks']],
  ],
  [
    'to a host that holds half of an earlier move',
    { targetVms: [onXenB({ name: 'web1--incoming', state: 'transit', uuid })] },
    [['name-taken', 'blocks']],
    /half of an earlier move/,
  ],
  [
    'to a host that has its configuration',
    { targetVms: [onXenB({ state: 'halted', domid: null, configPath: '/etc/xen/web1.cfg' })] },
    [['name-taken', 'warns']],
    /\/etc\/xen\/web1\.cfg/,
  ],
  [
    'to a host that has the configuration of another of its name',
    { targetVms: [onXenB({ state: 'halted', domid: null, uuid: 'other' })] },
    [['name-taken', 'blocks']],
  ],
  [
    'to a host that runs its copy under another name',
    { targetVms: [onXenB({ name: 'copy', uuid })] },
    [['uuid-taken', 'blocks']],
    /runs with the same uuid/,
  ],
  [
    'to a host without its volume group',
    {
      vm: { disks: [{ ...disk, path: '/dev/vg0/web1' }] },
      ...between({ storage: [vg] }, { storage: [] }),
    },
    [['disk-missing', 'blocks']],
    /volume group vg0, which xen-b does not have/,
  ],
  [
    'to a host where the shared storage is not mounted',
    {
      vm: { disks: [disk] },
      ...between({ storage: [sampleStorage(), nfs] }, { storage: [sampleStorage()] }),
    },
    [['disk-missing', 'blocks']],
    /is on nas:\/xen, which xen-b does not have/,
  ],
  [
    'to a host that has the same export at another path',
    {
      vm: { disks: [{ ...disk, path: '/srv/b/a.img' }] },
      ...between({ storage: [nfs] }, { storage: [{ ...nfs, name: '/srv/b' }] }),
    },
    [['disk-missing', 'blocks']],
  ],
  [
    'of a VM with a disk on a local file system',
    {
      vm: { disks: [disk] },
      ...between({ storage: [sampleStorage()] }, { storage: [sampleStorage()] }),
    },
    [['disk-not-shared', 'blocks']],
  ],
  [
    'of a VM with a read-only disk on a local file system',
    {
      vm: { disks: [{ ...disk, readonly: true }] },
      ...between({ storage: [sampleStorage()] }, { storage: [sampleStorage()] }),
    },
    [['disk-not-shared', 'warns']],
  ],
  [
    'of a VM whose disk is in a volume group of the same name and another identity',
    {
      vm: { disks: [{ ...disk, path: '/dev/mapper/vg0-web1' }] },
      ...between({ storage: [vg] }, { storage: [{ ...vg, source: 'XyZ-2' }] }),
    },
    [['disk-not-shared', 'blocks']],
  ],
  [
    'of a VM whose disk is where no storage is known',
    { vm: { disks: [disk] } },
    [['disk-not-shared', 'warns']],
    /cannot be told from here/,
  ],
  [
    'of a VM with disks on NFS, in one volume group, over the network, and an empty drive',
    {
      vm: {
        disks: [
          disk,
          { ...disk, path: '/dev/vg0/web1' },
          { ...disk, path: 'rbd:pool/web1' },
          { ...disk, path: null },
        ],
      },
      ...between({ storage: [sampleStorage(), nfs, vg] }, { storage: [nfs, vg] }),
    },
    [],
  ],
  [
    'to a host without its bridge',
    { vm: { nics: [nic, { ...nic, mac: '00:16:3e:00:00:02' }] } },
    [['bridge-missing', 'blocks']],
    /no bridge xenbr7/,
  ],
  ['of a VM whose NIC is on no bridge', { vm: { nics: [{ ...nic, bridge: '' }] } }, []],
  [
    'to a host with a lesser CPU',
    between({ hwCaps: 'ffffffff:00000003' }, { hwCaps: 'ffffffff:00000001' }),
    [['cpu-features', 'blocks']],
    /: pclmulqdq\./,
  ],
  [
    'to a host whose CPU features are not known',
    between({ hwCaps: 'ffffffff' }, { hwCaps: '' }),
    [],
  ],
  [
    'to a host of another make',
    between({}, { cpu: { vendor: 'intel', family: 6, model: 85, name: '' } }),
    [['cpu-family', 'blocks']],
    /an AMD CPU of family 15.*an Intel CPU of family 6/,
  ],
  [
    'of a PV guest to another family of the same make',
    {
      vm: { type: 'pv' },
      mode: 'stop-and-copy',
      ...between({}, { cpu: { vendor: 'amd', family: 23, model: 1, name: '' } }),
    },
    [['cpu-family', 'blocks']],
  ],
  [
    'of a PVH guest to another family of the same make',
    between({}, { cpu: { vendor: 'amd', family: 23, model: 1, name: '' } }),
    [],
  ],
  [
    'of a VM with a PCI device',
    { vm: { pciDevices: ['0000:03:00.0'] } },
    [['pci-passthrough', 'blocks']],
  ],
  ['of a VM with virtual NUMA', { vm: { vnuma: true } }, [['vnuma', 'blocks']]],
  ['of a VM that runs VMs', { vm: { nestedHvm: true } }, [['nested-virt', 'blocks']]],
  [
    'between clocks that differ',
    between({ clockSkewMs: -1500 }, { clockSkewMs: 1000 }),
    [['clock-skew', 'warns']],
    /2\.5 s apart/,
  ],
];
