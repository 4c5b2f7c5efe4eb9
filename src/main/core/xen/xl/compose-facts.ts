import type { HostFacts } from '../../../../shared/model/host.ts';
import type { Cpuinfo } from './parse-cpuinfo.ts';
import type { DomainRow } from './parse-domain-table.ts';
import type { SchedParams } from './parse-sched.ts';
import type { XlConf } from './parse-xl-conf.ts';
import type { XlInfo } from './parse-xl-info.ts';

/**
 * Intel VT or AMD SVM. Xen hides both from dom0's own CPU flags, so what counts is that Xen offers
 * HVM guests; the CPU's maker then says by which of the two.
 */
function assistOf(xenCaps: readonly string[], cpuinfo: Cpuinfo): HostFacts['assist'] {
  if (!xenCaps.some((cap) => cap.startsWith('hvm-'))) return 'none';
  if (cpuinfo.cpu.vendor === 'intel' || cpuinfo.flags.includes('vmx')) return 'vt';
  const isAmd = cpuinfo.cpu.vendor === 'amd' || cpuinfo.flags.includes('svm');
  return isAmd ? 'svm' : 'unknown';
}

export function composeFacts(parts: {
  info: XlInfo;
  dom0: DomainRow | undefined;
  dom0Sched: SchedParams | undefined;
  cpuinfo: Cpuinfo;
  cpupools: HostFacts['cpupools'];
  bridges: string[];
  addresses: string[];
  storage: HostFacts['storage'];
  xlConf: XlConf;
  clockSkewMs: number;
}): HostFacts {
  const { info, cpuinfo, dom0, dom0Sched } = parts;
  return {
    hostname: info.hostname,
    xenVersion: info.xenVersion,
    dom0Kernel: info.dom0Kernel,
    commandLine: info.commandLine,
    pcpus: info.pcpus,
    coresPerSocket: info.coresPerSocket,
    threadsPerCore: info.threadsPerCore,
    cpuMhz: info.cpuMhz,
    cpu: cpuinfo.cpu,
    hwCaps: info.hwCaps,
    numaNodes: info.numaNodes,
    xenCaps: info.xenCaps,
    virtCaps: info.virtCaps,
    assist: assistOf(info.xenCaps, cpuinfo),
    totalMemoryMiB: info.totalMemoryMiB,
    scheduler: info.scheduler,
    cpupools: parts.cpupools,
    bridges: parts.bridges,
    addresses: parts.addresses,
    storage: parts.storage,
    dom0: {
      vcpus: dom0?.vcpus ?? 0,
      memoryMiB: dom0?.memoryMiB ?? 0,
      ...(dom0Sched ? { weight: dom0Sched.weight } : {}),
    },
    autoballoon: parts.xlConf.autoballoon,
    clockSkewMs: parts.clockSkewMs,
  };
}
