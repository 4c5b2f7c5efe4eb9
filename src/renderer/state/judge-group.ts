import { judgeMove } from '../../shared/migration/judge-move.ts';
import { memoryNeedMiB } from '../../shared/migration/memory-need.ts';
import type { MoveReason, MoveVerdict } from '../../shared/migration/verdict.ts';
import type { Host } from '../../shared/model/host.ts';
import { endedJobStates, type Job, type MoveMode } from '../../shared/model/job.ts';
import type { SiteState } from '../../shared/model/site.ts';
import type { Vm, VmRef } from '../../shared/model/vm.ts';
import { findVm } from './find-vm.ts';
import { memoLast } from './memo-last.ts';

export interface VmVerdict {
  vm: Vm;
  verdict: MoveVerdict;
}

/** What one host says to a group of VMs that would all move to it, one after another. */
export interface GroupVerdict {
  /** `some`: a part of the group may move there, the rest may not. */
  answer: 'yes' | 'some' | 'no';
  each: readonly VmVerdict[];
  /** Reasons of the whole group in order of display, equal ones once. */
  reasons: readonly GroupReason[];
  /** Memory of those that may move. */
  memoryMiB: number;
}

export interface GroupReason extends MoveReason {
  /** How many VMs of the group it holds for. */
  count: number;
}

/** Jobs that can stand in the way: ended ones are many and cannot. */
const holdingJobs = memoLast((jobs: SiteState['jobs']): Job[] =>
  Object.values(jobs).filter(
    (job) => !endedJobStates.includes(job.state) || job.state === 'undecided',
  ),
);

function withGuest(target: Host, vm: Vm): Host {
  if (!target.usage) return target;
  const freeMemoryMiB = target.usage.freeMemoryMiB - memoryNeedMiB(vm);
  const pcpus = target.facts?.pcpus ?? 0;
  const cpu =
    target.usage.cpu === null || pcpus === 0
      ? target.usage.cpu
      : target.usage.cpu + (vm.cpu ?? 0) / pcpus;
  return { ...target, usage: { ...target.usage, freeMemoryMiB, cpu } };
}

function gather(each: readonly VmVerdict[]): GroupReason[] {
  const found = new Map<string, GroupReason>();
  for (const { verdict } of each) {
    for (const reason of verdict.reasons) {
      const key = each.length === 1 ? `${reason.code}${reason.message}` : reason.code;
      const known = found.get(key);
      if (known) known.count += 1;
      else found.set(key, { ...reason, count: 1 });
    }
  }
  return [...found.values()].sort((a, b) => rank(a) - rank(b));
}

/** What forbids a move is read before what is only good to know. */
function rank(reason: MoveReason): number {
  return reason.severity === 'blocks' ? 0 : 1;
}

/**
 * Judges a group for one target from the inventory: each VM counts on those before it, so that
 * ten VMs of 4 GiB are not all promised the same free memory.
 */
export function judgeGroup(
  site: SiteState,
  refs: readonly VmRef[],
  targetHostId: string,
  mode: MoveMode,
): GroupVerdict | null {
  const found = site.hosts[targetHostId];
  if (!found) return null;
  let target = found;
  let targetVms: readonly Vm[] = Object.values(site.vms[targetHostId] ?? {});
  const jobs = holdingJobs(site.jobs);
  const each: VmVerdict[] = [];
  let memoryMiB = 0;
  for (const ref of refs) {
    const vm = findVm(site, ref);
    const source = site.hosts[ref.hostId];
    if (!vm || !source) continue;
    const { settings } = site;
    const verdict = judgeMove({ vm, source, target, targetVms, jobs, settings, mode });
    each.push({ vm, verdict });
    if (!verdict.possible) continue;
    memoryMiB += vm.memoryMiB;
    if (refs.length === 1) continue;
    target = withGuest(target, vm);
    targetVms = [...targetVms, { ...vm, hostId: targetHostId }];
  }
  const possible = each.filter(({ verdict }) => verdict.possible).length;
  const answer = possible === 0 ? 'no' : possible === each.length ? 'yes' : 'some';
  return { answer, each, reasons: gather(each), memoryMiB };
}
