import type { GuestConfig } from './guest-config.ts';

/** A sort of guest that offices and data rooms are full of. */
export interface GuestRole {
  readonly name: string;
  readonly os: 'linux' | 'windows' | 'solaris';
  readonly types: readonly [GuestConfig['type'], ...GuestConfig['type'][]];
  readonly memoryMiB: readonly [number, ...number[]];
  readonly vcpus: readonly [number, ...number[]];
  /** CPU demand compared with the other roles. */
  readonly demand: number;
  readonly storage: 'nfs' | 'san' | 'local';
  readonly diskGiB: readonly [number, ...number[]];
  readonly bridge: string;
}

const linux = { os: 'linux', types: ['pvh', 'pvh', 'pv'], bridge: 'xenbr10' } as const;
const windows = { os: 'windows', types: ['hvm'], storage: 'san', bridge: 'xenbr10' } as const;

export const guestRoles: readonly [GuestRole, ...GuestRole[]] = [
  {
    ...linux,
    name: 'web',
    memoryMiB: [2048, 4096],
    vcpus: [2, 4],
    demand: 1,
    storage: 'nfs',
    diskGiB: [20, 40],
    bridge: 'xenbr20',
  },
  {
    ...linux,
    name: 'app',
    memoryMiB: [4096, 8192],
    vcpus: [4, 8],
    demand: 2,
    storage: 'san',
    diskGiB: [40, 80],
  },
  {
    ...linux,
    name: 'db',
    types: ['pvh'],
    memoryMiB: [8192, 16384],
    vcpus: [4, 8],
    demand: 2.5,
    storage: 'san',
    diskGiB: [100, 200, 400],
  },
  {
    ...linux,
    name: 'mail',
    memoryMiB: [4096, 8192],
    vcpus: [2, 4],
    demand: 1,
    storage: 'san',
    diskGiB: [200],
  },
  {
    ...linux,
    name: 'proxy',
    memoryMiB: [1024, 2048],
    vcpus: [2],
    demand: 0.7,
    storage: 'nfs',
    diskGiB: [10],
    bridge: 'xenbr20',
  },
  {
    ...linux,
    name: 'git',
    memoryMiB: [4096],
    vcpus: [4],
    demand: 0.8,
    storage: 'nfs',
    diskGiB: [120],
  },
  {
    ...linux,
    name: 'ci',
    types: ['pvh'],
    memoryMiB: [8192],
    vcpus: [8],
    demand: 3,
    storage: 'nfs',
    diskGiB: [60],
  },
  {
    ...linux,
    name: 'mon',
    memoryMiB: [2048, 4096],
    vcpus: [2],
    demand: 0.9,
    storage: 'nfs',
    diskGiB: [60],
  },
  {
    ...linux,
    name: 'ldap',
    types: ['pv', 'pvh'],
    memoryMiB: [1024],
    vcpus: [1, 2],
    demand: 0.2,
    storage: 'nfs',
    diskGiB: [10],
  },
  {
    ...linux,
    name: 'ns',
    types: ['pv', 'pvh'],
    memoryMiB: [512, 1024],
    vcpus: [1],
    demand: 0.15,
    storage: 'nfs',
    diskGiB: [8],
  },
  {
    ...linux,
    name: 'wiki',
    memoryMiB: [2048],
    vcpus: [2],
    demand: 0.4,
    storage: 'nfs',
    diskGiB: [30],
  },
  { ...windows, name: 'dc', memoryMiB: [4096], vcpus: [2], demand: 0.4, diskGiB: [60] },
  {
    ...windows,
    name: 'files',
    memoryMiB: [8192],
    vcpus: [4],
    demand: 0.8,
    diskGiB: [500, 1000],
  },
  {
    ...windows,
    name: 'ts',
    memoryMiB: [16384],
    vcpus: [8],
    demand: 2.5,
    diskGiB: [120],
  },
];
