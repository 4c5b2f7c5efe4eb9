import type { Job } from '../../../../shared/model/job.ts';
import type { Vm } from '../../../../shared/model/vm.ts';
import { vmStateText } from '../../../../shared/model/vm-text.ts';
import { jobProgressText } from '../../../state/job-text.ts';
import { formatMemory } from '../../../ui/format/memory.ts';
import { formatPercent } from '../../../ui/format/percent.ts';

/** CPU in use as a fraction of the VM's own vCPUs; null while it is not known. */
export function vmCpuFraction(vm: Vm): number | null {
  if (vm.cpu === null || vm.vcpus <= 0) return null;
  return Math.min(1, Math.max(0, vm.cpu / vm.vcpus));
}

/** A chip in words: what a screen reader says, and what the hover card begins with. */
export function chipTitle(vm: Vm, job: Job | null): string {
  const parts = [vm.name, vmStateText(vm.state), formatMemory(vm.memoryMiB)];
  const cpu = vmCpuFraction(vm);
  if (cpu !== null && vm.state === 'running') parts.push(`CPU ${formatPercent(cpu)}`);
  if (job) parts.push(jobProgressText(job));
  return parts.join(', ');
}
