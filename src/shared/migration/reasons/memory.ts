import { blocks, warns } from '../blocks.ts';
import { reclaimableMiB, reservedMiB } from '../free-memory.ts';
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
  const promised = reserved > 0 ? `, of which ${mib(reserved)} are promised to others` : '';
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

function mib(value: number): string {
  return `${Math.ceil(value).toLocaleString('en')} MiB`;
}
