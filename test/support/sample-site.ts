import type { Host } from '../../src/shared/model/host.ts';
import type { Vm } from '../../src/shared/model/vm.ts';

/** A host that is online and was never read; override what a test is about. */
export function sampleHost(more: Partial<Host> = {}): Host {
  return {
    id: 'h1',
    label: 'xen-a',
    access: {
      address: '127.0.0.1',
      port: 22,
      user: 'root',
      identityFiles: [],
      proxyJump: [],
      migrationAddress: null,
      migrationPort: null,
    },
    link: { state: 'online', since: 0, lastSeen: 0, retryAt: null, error: null },
    toolstack: 'xl',
    facts: null,
    usage: null,
    ...more,
  };
}

/** A small running PVH guest without disks or NICs. */
export function sampleVm(more: Partial<Vm> = {}): Vm {
  return {
    hostId: 'h1',
    name: 'web1',
    uuid: 'ccd5929a-1cff-474c-93fa-ef9068940683',
    domid: 1,
    type: 'pvh',
    state: 'running',
    vcpus: 1,
    maxVcpus: 1,
    memoryMiB: 128,
    maxMemoryMiB: 128,
    weight: 256,
    cap: 0,
    disks: [],
    nics: [],
    pciDevices: [],
    bootFiles: [],
    vnuma: false,
    nestedHvm: false,
    noMigrate: false,
    consoleTty: null,
    configPath: null,
    autostart: false,
    cpu: null,
    cpuSeconds: null,
    ...more,
  };
}
