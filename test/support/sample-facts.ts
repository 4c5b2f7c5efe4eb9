import type { HostFacts } from '../../src/shared/model/host.ts';

/** What a lab-like host of 2 GiB says of itself (Xen 4.17, SVM, no shadow paging). */
export function sampleFacts(more: Partial<HostFacts> = {}): HostFacts {
  return {
    hostname: 'xen-a',
    xenVersion: { major: 4, minor: 17, extra: '.7' },
    dom0Kernel: '6.1.0-56-amd64',
    commandLine: 'console=com1 dom0_mem=1024M,max:1024M dom0_max_vcpus=1',
    pcpus: 2,
    coresPerSocket: 2,
    threadsPerCore: 1,
    cpuMhz: 2250,
    cpu: { vendor: 'amd', family: 15, model: 107, name: 'QEMU Virtual CPU' },
    hwCaps: '178bf3fd:c0982201:20100800:00000007:00000000:00000000:00000000:00000000',
    numaNodes: [{ id: 0, memoryMiB: 3071, freeMiB: 2014 }],
    xenCaps: ['xen-3.0-x86_64', 'hvm-3.0-x86_32', 'hvm-3.0-x86_32p', 'hvm-3.0-x86_64'],
    virtCaps: ['pv', 'hvm', 'hap', 'gnttab-v1', 'gnttab-v2'],
    assist: 'svm',
    totalMemoryMiB: 3071,
    scheduler: 'credit2',
    cpupools: [{ name: 'Pool-0', cpus: 2, scheduler: 'credit2', domains: 1 }],
    bridges: ['xenbr0'],
    addresses: ['10.77.0.1'],
    storage: [],
    dom0: { vcpus: 1, memoryMiB: 1024 },
    autoballoon: 'off',
    clockSkewMs: 0,
    ...more,
  };
}
