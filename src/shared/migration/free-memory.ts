import type { HostFacts } from '../model/host.ts';
import { endedJobStates, type Job } from '../model/job.ts';
import type { Vm } from '../model/vm.ts';
import type { MoveQuestion } from './move-question.ts';

/** Memory that moves on their way to the target will take and have not taken yet. */
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
    if (job.id === ownJobId || !isIncoming(job, target.id)) continue;
    const { spec } = job;
    if (spec.kind !== 'move') continue;
    // The VM asked about: `vm-busy` says it, and it needs its memory once.
    if (spec.vm === vm?.name && spec.sourceHostId === vm.hostId) continue;
    total += Math.max(0, spec.memoryMiB - presentMiB(spec.vm, targetVms));
  }
  return total;
}

function isIncoming(job: Job, hostId: string): boolean {
  if (endedJobStates.includes(job.state)) return false;
  return job.spec.kind === 'move' && job.spec.targetHostId === hostId;
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
