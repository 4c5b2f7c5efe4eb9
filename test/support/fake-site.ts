import { appError } from '../../src/shared/app-error.ts';
import { emptySite } from '../../src/shared/model/apply-event.ts';
import type { Host, HostFacts } from '../../src/shared/model/host.ts';
import type { SiteState } from '../../src/shared/model/site.ts';
import type { Vm } from '../../src/shared/model/vm.ts';
import { sampleFacts } from './sample-facts.ts';
import { sampleHost, sampleVm } from './sample-site.ts';

export interface FakeSiteOptions {
  seed: number;
  hosts: number;
  vms: number;
  /** Hosts out of a hundred that cannot be reached. */
  offlinePercent?: number;
  now: number;
}

export type Random = () => number;

/** mulberry32: the same seed gives the same site. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<const T extends readonly unknown[]>(random: Random, items: T): T[number] {
  return items[Math.floor(random() * items.length)];
}

const roles = [
  ['web', 2048],
  ['web', 4096],
  ['app', 4096],
  ['app', 8192],
  ['db', 16_384],
  ['cache', 8192],
  ['mail', 4096],
  ['ci', 4096],
  ['dns', 512],
  ['proxy', 1024],
  ['mon', 2048],
  ['git', 4096],
  ['dwh', 65_536],
  ['test', 1024],
  ['vpn', 512],
  ['ldap', 1024],
] as const;
const bridges = ['xenbr0', 'xenbr1', 'dmz', 'storage'] as const;

function factsFor(random: Random, index: number, memoryMiB: number): HostFacts {
  const kind = index % 7 === 3 ? 'none' : index % 2 === 0 ? 'svm' : 'vt';
  const pcpus = pick(random, [16, 16, 24, 32, 48]);
  const minor = index % 11 === 5 ? 19 : index % 5 === 4 ? 18 : 17;
  const amd = kind !== 'vt';
  return sampleFacts({
    hostname: `xen${index + 1}.example.org`,
    xenVersion: { major: 4, minor, extra: '.5' },
    pcpus,
    coresPerSocket: pcpus / 2,
    threadsPerCore: 2,
    cpuMhz: 2400,
    cpu: {
      vendor: amd ? 'amd' : 'intel',
      family: amd ? 23 : 6,
      model: amd ? 49 : 85,
      name: amd ? 'AMD EPYC 7302P 16-Core Processor' : 'Intel(R) Xeon(R) Gold 6226R CPU @ 2.90GHz',
    },
    numaNodes: [{ id: 0, memoryMiB, freeMiB: memoryMiB / 4 }],
    xenCaps: ['xen-3.0-x86_64', ...(kind === 'none' ? [] : ['hvm-3.0-x86_32', 'hvm-3.0-x86_64'])],
    virtCaps: ['pv', ...(kind === 'none' ? [] : ['hvm', 'hap'])],
    assist: kind,
    totalMemoryMiB: memoryMiB,
    cpupools: [
      { name: 'Pool-0', cpus: pcpus - 4, scheduler: 'credit2', domains: 12 },
      ...(index % 3 === 0 ? [{ name: 'latency', cpus: 4, scheduler: 'null', domains: 2 }] : []),
    ],
    bridges: bridges.slice(0, 2 + (index % 3)),
    addresses: [`10.20.${Math.floor(index / 200)}.${(index % 200) + 10}`],
    storage: [
      {
        kind: 'filesystem',
        name: '/srv/vm',
        source: `nas${(index % 4) + 1}:/export/vm`,
        type: 'nfs4',
        shared: true,
        sizeMiB: 20_000_000,
        freeMiB: 7_340_000,
      },
      {
        kind: 'volume-group',
        name: 'vg0',
        source: `vg-uuid-${index}`,
        type: 'lvm',
        shared: false,
        sizeMiB: 900_000,
        freeMiB: 312_000,
      },
    ],
    dom0: { vcpus: 4, memoryMiB: 4096 },
  });
}

function fakeHost(options: FakeSiteOptions, random: Random, index: number, usedMiB: number): Host {
  const offline = index % 100 < (options.offlinePercent ?? 0);
  const need = usedMiB + 4096;
  const memoryMiB =
    [32, 64, 128, 256, 512, 1024].map((gib) => gib * 1024).find((size) => size * 0.9 > need) ??
    2_097_152;
  const cpu = Math.min(0.95, 0.05 + random() * random());
  const { now } = options;
  return sampleHost({
    id: `h${index + 1}`,
    label: `xen-${String(Math.floor(index / 20) + 1).padStart(2, '0')}-${String((index % 20) + 1).padStart(2, '0')}`,
    access: {
      ...sampleHost().access,
      address: `10.20.${Math.floor(index / 200)}.${(index % 200) + 10}`,
    },
    link: offline
      ? {
          state: 'offline',
          since: now - 250_000,
          lastSeen: now - 252_000,
          retryAt: now + 42_000,
          error: appError(
            'ssh-timeout',
            `10.20.0.${(index % 200) + 10} did not answer within 20 s.`,
            {
              hint: 'Look whether it is switched on and its network is up.',
              details: 'ssh: connect to host port 22: Connection timed out',
              retryable: true,
            },
          ),
        }
      : { state: 'online', since: now - 3_600_000, lastSeen: now, retryAt: null, error: null },
    facts: factsFor(random, index, memoryMiB),
    usage: {
      at: now,
      cpu,
      dom0Cpu: cpu * (0.08 + random() * 0.2),
      freeMemoryMiB: memoryMiB - need,
    },
  });
}

function fakeVm(random: Random, hostId: string, hostIndex: number, index: number): Vm {
  const [role, memoryMiB] = pick(random, roles);
  const luck = random();
  const state =
    luck < 0.07 ? 'halted' : luck < 0.09 ? 'paused' : luck < 0.095 ? 'crashed' : 'running';
  const vcpus = Math.max(1, Math.min(16, Math.round(memoryMiB / 2048)));
  const name = `${role}-${pick(random, ['prod', 'prod', 'stage', 'shop', 'intra'])}-${String(index + 1).padStart(2, '0')}`;
  const type = hostIndex % 7 === 3 ? 'pv' : pick(random, ['pvh', 'pvh', 'hvm', 'pv']);
  return sampleVm({
    hostId,
    name,
    uuid: `00000000-0000-4000-8000-${String(hostIndex * 1000 + index).padStart(12, '0')}`,
    domid: state === 'halted' ? null : index + 1,
    type,
    state,
    vcpus,
    maxVcpus: vcpus,
    memoryMiB,
    maxMemoryMiB: memoryMiB,
    disks: [
      {
        vdev: 'xvda',
        path: random() < 0.9 ? `/srv/vm/${name}.img` : `/dev/vg0/${name}`,
        format: 'raw',
        backend: 'qdisk',
        readonly: false,
      },
    ],
    nics: [
      {
        mac: `00:16:3e:${(hostIndex % 256).toString(16).padStart(2, '0')}:00:${(index % 256).toString(16).padStart(2, '0')}`,
        bridge: random() < 0.8 ? 'xenbr0' : 'xenbr1',
        model: '',
      },
    ],
    configPath: `/etc/xen/${name}.cfg`,
    autostart: random() < 0.7,
    cpu: state === 'running' ? vcpus * random() * random() : null,
    cpuSeconds: state === 'running' ? Math.round(random() * 1e6) : null,
  });
}

/** A site of any size, always the same for a seed. Valid by the shared schemas. */
export function fakeSite(options: FakeSiteOptions): SiteState {
  const random = seededRandom(options.seed);
  const state: SiteState = {
    ...emptySite,
    kind: 'demo',
    hosts: {},
    vms: {},
    jobs: {},
    imageServers: {},
    prompts: {},
  };
  let left = options.vms;
  for (let index = 0; index < options.hosts; index += 1) {
    const share = left / (options.hosts - index);
    const count =
      index === options.hosts - 1
        ? left
        : Math.min(left, Math.round(share * (0.6 + random() * 0.8)));
    left -= count;
    const hostId = `h${index + 1}`;
    const vms = Array.from({ length: count }, (_, at) => fakeVm(random, hostId, index, at));
    const used = vms
      .filter((vm) => vm.state !== 'halted')
      .reduce((sum, vm) => sum + vm.memoryMiB, 0);
    state.hosts[hostId] = fakeHost(options, random, index, used);
    state.vms[hostId] = Object.fromEntries(vms.map((vm) => [vm.name, vm]));
  }
  return state;
}
