import type { HostFacts } from '../model/host.ts';
import { endedJobStates, type JobSpec } from '../model/job.ts';
import type { Vm } from '../model/vm.ts';
import type { MoveQuestion } from './move-question.ts';

/** Memory that VMs on their way to the target, or made there, will take and have not taken yet. */
export function reservedMiB({
  target,
  targetVms,
  jobs,
  ownJobId,
  vm,
}: Pick<MoveQuestion, 'target' | 'targetVms' | 'jobs' | 'ownJobId'> &
  Partial<Pick<MoveQuestion, 'vm'>>): number {
  let total = 0;
  for (const job of jobs) {
    if (job.id === ownJobId || endedJobStates.includes(job.state)) continue;
    const { spec } = job;
    // The VM asked about: `vm-busy` says it, and it needs its memory once.
    if (spec.kind === 'move' && spec.vm === vm?.name && spec.sourceHostId === vm.hostId) continue;
    if (spec.kind === 'restart-elsewhere' && spec.vm === vm?.name && spec.hostId === vm.hostId) {
      continue;
    }
    for (const { name, memoryMiB } of incoming(spec, target.id)) {
      total += Math.max(0, memoryMiB - presentMiB(name, targetVms));
    }
  }
  return total;
}

/** What a job brings to a host, or makes there. */
function incoming(spec: JobSpec, hostId: string): { name: string; memoryMiB: number }[] {
  if (spec.kind === 'move' || spec.kind === 'restart-elsewhere') {
    return spec.targetHostId === hostId ? [{ name: spec.vm, memoryMiB: spec.memoryMiB }] : [];
  }
  if (spec.kind !== 'create-clients' || spec.act === 'undo') return [];
  return spec.machines.flatMap(({ client: { id }, vm }) =>
    vm?.start && vm.hostId === hostId ? [{ name: id, memoryMiB: vm.memoryMiB }] : [],
  );
}

function presentMiB(name: string, targetVms: readonly Vm[]): number {
  const there = targetVms.find(
    (vm) => vm.domid !== null && (vm.name === name || vm.name === `${name}--incoming`),
  );
  return there?.memoryMiB ?? 0;
}

/** dom0 is not squeezed below this for a guest, although the toolstack would go on to 128 MiB. */
const dom0FloorMiB = 1024;

/** With autoballoon the toolstack shrinks dom0 to make room; `auto` means: unless dom0_mem is set. */
export function reclaimableMiB({ autoballoon, commandLine, dom0 }: HostFacts): number {
  const shrinks =
    autoballoon === 'on' || (autoballoon === 'auto' && !/(?:^|\s)dom0_mem=/.test(commandLine));
  return shrinks ? Math.max(0, dom0.memoryMiB - dom0FloorMiB) : 0;
}
