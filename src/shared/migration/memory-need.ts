import type { Vm } from '../model/vm.ts';

/**
 * What Xen takes of a host's free memory to hold this VM, in MiB: its memory, and for HVM and PVH
 * the paging structures, 1 MiB per vCPU and 8 KiB per MiB of its maximum
 * (libxl__get_required_paging_memory), and libxl's slack of 1 or 2 MiB (libxl_domain_need_memory).
 */
export function memoryNeedMiB(
  vm: Pick<Vm, 'type' | 'memoryMiB' | 'maxMemoryMiB' | 'maxVcpus'>,
): number {
  if (vm.type === 'pv') return vm.memoryMiB + 1;
  const paging = vm.maxVcpus + Math.max(vm.maxMemoryMiB, vm.memoryMiB) / 128;
  return Math.ceil(vm.memoryMiB + paging + 2);
}
