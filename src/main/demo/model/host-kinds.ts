/** A build of Xen and of the dom0 around it, as `xl info` tells of it. */
export interface XenBuild {
  readonly major: number;
  readonly minor: number;
  readonly extra: string;
  /** dom0's `uname -r` and `uname -v`. */
  readonly release: string;
  readonly version: string;
  readonly distribution: string;
  readonly compiler: string;
  readonly compiledBy: string;
  readonly compileDomain: string;
  readonly compileDate: string;
  readonly buildId: string;
  readonly changeset: string;
  /** Built with shadow paging: only then can a PV guest leave by live migration. */
  readonly shadow: boolean;
  /** Runs 32-bit PV guests. */
  readonly pv32: boolean;
  /** Says gnttab-v1 and gnttab-v2 in virt_caps: 4.17 and later. */
  readonly grantTableCaps: boolean;
}

export interface CpuModel {
  readonly vendor: 'GenuineIntel' | 'AuthenticAMD';
  readonly name: string;
  readonly family: number;
  readonly model: number;
  readonly stepping: number;
  readonly mhz: number;
  /** As in `xl info`: leaves 1d, 1c, e1d, e1c, Da1, 7b0, 7c0, e7d. */
  readonly hwCaps: string;
}

/** A sort of host. Image servers get their own sort next to this one. */
export interface XenHostKind {
  readonly sort: 'xen';
  readonly build: XenBuild;
  readonly cpu: CpuModel;
  readonly sockets: number;
  readonly coresPerSocket: number;
  readonly threadsPerCore: number;
  readonly memoryMiB: number;
  /** `none`: switched off in firmware, PV guests only. */
  readonly assist: 'vt' | 'svm' | 'none';
  readonly iommu: boolean;
  /** A quarter of its CPUs is in a pool of its own. */
  readonly splitPools: boolean;
  /** How often it occurs among the hosts beyond the first six, in parts of all weights. */
  readonly weight: number;
}

const debian12: XenBuild = {
  major: 4,
  minor: 17,
  extra: '.7',
  release: '6.1.0-56-amd64',
  version: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)',
  distribution: 'Debian GNU/Linux 12 (bookworm)',
  compiler: 'x86_64-linux-gnu-gcc (Debian 12.2.0-14+deb12u1) 12.2.0',
  compiledBy: 'pkg-xen-devel',
  compileDomain: 'lists.alioth.debian.org',
  compileDate: 'Wed Nov  4 16:52:28 UTC 2026',
  buildId: '151b373fd64b321593bf987fd923cd10dabadac4',
  changeset: '',
  shadow: false,
  pv32: false,
  grantTableCaps: true,
};

const debian11: XenBuild = {
  ...debian12,
  minor: 14,
  extra: '.6',
  release: '5.10.0-28-amd64',
  version: '#1 SMP Debian 5.10.209-2 (2024-01-31)',
  distribution: 'Debian GNU/Linux 11 (bullseye)',
  compiler: 'x86_64-linux-gnu-gcc (Debian 10.2.1-6) 10.2.1 20210110',
  compileDate: 'Fri Nov  3 15:08:57 UTC 2023',
  buildId: '9b1fa6c0a07d5c34ee6a3c9f0a5c8f7f5f4b7d02',
  pv32: true,
  grantTableCaps: false,
};

/** Built by the site's admins from source, with the upstream default: shadow paging is in. */
const fromSource: XenBuild = {
  ...debian12,
  extra: '.5',
  compiler: 'gcc (Debian 12.2.0-14) 12.2.0',
  compiledBy: 'root',
  compileDomain: 'lan',
  compileDate: 'Tue Mar 18 09:41:07 CET 2025',
  buildId: '5e0c7b6d9f0a4a6c8b1e2d3f4a5b6c7d8e9f0a1b',
  changeset: 'Tue Dec 17 13:55:03 2024 +0100 git:430ce6cd93-dirty',
  shadow: true,
};

const suse156: XenBuild = {
  ...debian12,
  minor: 18,
  extra: '.4_02-150600.3.15',
  release: '6.4.0-150600.23.38-default',
  version: '#1 SMP PREEMPT_DYNAMIC Thu Feb  6 08:53:28 UTC 2025 (5ff8ac5)',
  distribution: 'openSUSE Leap 15.6',
  compiler: 'gcc (SUSE Linux) 7.5.0',
  compiledBy: 'abuild',
  compileDomain: 'suse.de',
  compileDate: 'Tue Jan 28 12:16:22 UTC 2025',
  buildId: 'd3c0a1b2e4f5061728394a5b6c7d8e9f00112233',
  shadow: true,
};

const xeonSilver: CpuModel = {
  vendor: 'GenuineIntel',
  name: 'Intel(R) Xeon(R) Silver 4208 CPU @ 2.10GHz',
  family: 6,
  model: 85,
  stepping: 7,
  mhz: 2095.1,
  hwCaps: 'bfebfbff:77fef3ff:2c100800:00000121:0000000f:d39ffffb:00000808:00000100',
};

const xeonE5: CpuModel = {
  vendor: 'GenuineIntel',
  name: 'Intel(R) Xeon(R) CPU E5-2640 v3 @ 2.60GHz',
  family: 6,
  model: 63,
  stepping: 2,
  mhz: 2597.1,
  hwCaps: 'bfebfbff:77fef3ff:2c100800:00000021:00000001:000037ab:00000000:00000100',
};

const xeonE3: CpuModel = {
  vendor: 'GenuineIntel',
  name: 'Intel(R) Xeon(R) CPU E3-1230 V2 @ 3.30GHz',
  family: 6,
  model: 58,
  stepping: 9,
  mhz: 3292.5,
  hwCaps: 'bfebfbff:77bae3ff:28100800:00000001:00000001:00000281:00000000:00000100',
};

const epycRome: CpuModel = {
  vendor: 'AuthenticAMD',
  name: 'AMD EPYC 7302P 16-Core Processor',
  family: 23,
  model: 49,
  stepping: 0,
  mhz: 2994.4,
  hwCaps: '178bf3ff:7ed8320b:2e500800:244037ff:0000000f:219c91a9:00400004:00000500',
};

const epycMilan: CpuModel = {
  vendor: 'AuthenticAMD',
  name: 'AMD EPYC 7443P 24-Core Processor',
  family: 25,
  model: 1,
  stepping: 1,
  mhz: 2844.7,
  hwCaps: '178bf3ff:7ed8320b:2e500800:244037ff:0000000f:219c97a9:0040069c:00000500',
};

const GiB = 1024;
const ordinary = { sort: 'xen', threadsPerCore: 2, iommu: true, splitPools: false } as const;

const intelMain: XenHostKind = {
  ...ordinary,
  build: debian12,
  cpu: xeonSilver,
  sockets: 2,
  coresPerSocket: 8,
  memoryMiB: 256 * GiB,
  assist: 'vt',
  weight: 40,
};

const intelFromSource: XenHostKind = {
  ...intelMain,
  build: fromSource,
  memoryMiB: 192 * GiB,
  splitPools: true,
  weight: 10,
};

const intelNewer: XenHostKind = { ...intelMain, build: suse156, weight: 6 };

const amdMain: XenHostKind = {
  ...ordinary,
  build: debian12,
  cpu: epycRome,
  sockets: 1,
  coresPerSocket: 16,
  memoryMiB: 256 * GiB,
  assist: 'svm',
  weight: 30,
};

const amdNewer: XenHostKind = {
  ...ordinary,
  build: suse156,
  cpu: epycMilan,
  sockets: 1,
  coresPerSocket: 24,
  memoryMiB: 256 * GiB,
  assist: 'svm',
  weight: 8,
};

const intelOlder: XenHostKind = {
  ...ordinary,
  build: debian11,
  cpu: xeonE5,
  sockets: 2,
  coresPerSocket: 8,
  memoryMiB: 128 * GiB,
  assist: 'vt',
  weight: 8,
};

const pvOnly: XenHostKind = {
  ...ordinary,
  build: debian12,
  cpu: xeonE3,
  sockets: 1,
  coresPerSocket: 4,
  memoryMiB: 32 * GiB,
  assist: 'none',
  iommu: false,
  weight: 4,
};

/** The first hosts of every site, in this order: between them they differ in all that matters. */
export const firstHostKinds: readonly XenHostKind[] = [
  { ...intelMain, memoryMiB: 96 * GiB },
  { ...intelFromSource, memoryMiB: 64 * GiB },
  { ...intelNewer, memoryMiB: 96 * GiB },
  { ...amdMain, memoryMiB: 64 * GiB },
  { ...intelOlder, memoryMiB: 48 * GiB },
  { ...pvOnly, memoryMiB: 24 * GiB },
];

/** What stands beside these in a small site: of one kind, so that their guests can go to any of them. */
export const roomyHostKind: XenHostKind = { ...intelMain, memoryMiB: 128 * GiB };

/** What further hosts of a large site are drawn from, each by its weight. */
export const furtherHostKinds: readonly [XenHostKind, ...XenHostKind[]] = [
  intelMain,
  intelFromSource,
  intelNewer,
  amdMain,
  amdNewer,
  intelOlder,
  pvOnly,
];

export function pcpusOf(kind: XenHostKind): number {
  return kind.sockets * kind.coresPerSocket * kind.threadsPerCore;
}

/** Tokens of xen_caps; `xl info` prints a blank behind each. */
export function xenCapsOf(kind: XenHostKind): string[] {
  const pv = ['xen-3.0-x86_64', ...(kind.build.pv32 ? ['xen-3.0-x86_32p'] : [])];
  return kind.assist === 'none'
    ? pv
    : [...pv, 'hvm-3.0-x86_32', 'hvm-3.0-x86_32p', 'hvm-3.0-x86_64'];
}

/** Tokens of virt_caps, in xl's order. */
export function virtCapsOf(kind: XenHostKind): string[] {
  const hvm = kind.assist !== 'none';
  return [
    'pv',
    ...(hvm ? ['hvm'] : []),
    ...(hvm && kind.iommu ? ['hvm_directio'] : []),
    ...(kind.iommu ? ['pv_directio'] : []),
    ...(hvm ? ['hap'] : []),
    ...(kind.build.shadow ? ['shadow'] : []),
    ...(hvm && kind.iommu ? ['iommu_hap_pt_share'] : []),
    ...(kind.build.grantTableCaps ? ['gnttab-v1', 'gnttab-v2'] : []),
  ];
}
