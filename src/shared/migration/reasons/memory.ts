import type { HostFacts } from '../../model/host.ts';
import { endedJobStates, type Job } from '../../model/job.ts';
import type { Vm } from '../../model/vm.ts';
import { blocks, warns } from '../blocks.ts';
import { memoryNeedMiB } from '../memory-need.ts';
import type { MoveQuestion } from '../move-question.ts';
import type { MoveReason } from '../verdict.ts';

/** Is there room, now and under the site's own ceiling? */
export function memoryReasons(question: MoveQuestion): MoveReason[] {
  const { vm, target, settings } = question;
  const { facts, usage } = target;
  // A host's own VMs take no room when they stay there; `same-host` says what is wrong.
  if (!facts || vm.hostId === target.id) return [];
  const need = memoryNeedMiB(vm);
  const free = usage?.freeMemoryMiB ?? null;
  if (free === null) {
    return [
      warns(
        'memory',
        `How much memory is free on ${target.label} is not known; it needs ${mib(need)}.`,
        'Refresh the host.',
      ),
    ];
  }
  const reserved = reservedMiB(question);
  const reclaimable = reclaimableMiB(facts);
  const available = free + reclaimable - reserved;
  const promised = reserved > 0 ? `, of which ${mib(reserved)} are promised to other moves` : '';
  const given = reclaimable > 0 ? `; dom0 can give up ${mib(reclaimable)}` : '';
  if (need > available) {
    return [
      blocks(
        'memory',
        `Needs ${mib(need)} on ${target.label}, where ${mib(free)} are free${promised}${given}.`,
        `Free ${mib(need - available)} there: shut down, shrink or move away another VM.`,
      ),
    ];
  }
  // What dom0 gives up when it is asked for is as good as free.
  const usedAfter = facts.totalMemoryMiB - available + need;
  const ceiling = settings.memoryCeiling * facts.totalMemoryMiB;
  if (facts.totalMemoryMiB > 0 && usedAfter > ceiling) {
    const after = Math.round((100 * usedAfter) / facts.totalMemoryMiB);
    return [
      blocks(
        'memory-ceiling',
        `${target.label} would be ${after} % full of memory (${mib(usedAfter)} of ${mib(facts.totalMemoryMiB)}); the site's ceiling is ${Math.round(100 * settings.memoryCeiling)} %.`,
        'Move something away from there, or raise the memory ceiling in the settings.',
      ),
    ];
  }
  return [];
}

/** Memory that moves on their way to the target will take and have not taken yet. */
function reservedMiB({ target, targetVms, jobs, ownJobId, vm }: MoveQuestion): number {
  let total = 0;
  for (const job of jobs) {
    if (job.id === ownJobId || !isIncoming(job, target.id)) continue;
    const { spec } = job;
    if (spec.kind !== 'move') continue;
    // The VM asked about: `vm-busy` says it, and it needs its memory once.
    if (spec.vm === vm.name && spec.sourceHostId === vm.hostId) continue;
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
function reclaimableMiB({ autoballoon, commandLine, dom0 }: HostFacts): number {
  const shrinks =
    autoballoon === 'on' || (autoballoon === 'auto' && !/(?:^|\s)dom0_mem=/.test(commandLine));
  return shrinks ? Math.max(0, dom0.memoryMiB - dom0FloorMiB) : 0;
}

function mib(value: number): string {
  return `${Math.ceil(value).toLocaleString('en')} MiB`;
}
