import type { SiteState } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import type { Objective } from '../../../shared/sla/objective.ts';
import { probeOf, probeText } from '../../../shared/sla/probe.ts';
import { tuneParts } from '../../../shared/sla/proposal.ts';
import type { SlaDay, VmLevel } from '../../../shared/sla/sla-overview.ts';
import { attainmentOf } from './attainment.ts';
import type { Control } from './decide.ts';
import { whyImpossible } from './impossible.ts';
import type { Verdict } from './judge-reading.ts';
import type { Lease } from './lease.ts';
import type { SlaBook } from './sla-book.ts';

/** The last that was seen of a VM with an objective. */
export interface LastSeen {
  at: number;
  verdict: Verdict;
  cpu: number | null;
  answer: string | null;
}

const noTime = { goodMs: 0, badMs: 0 };

/** How it stands with every VM that something is promised to, the worst first. */
export function levelsOf(input: {
  state: SiteState;
  book: Pick<SlaBook, 'objectives' | 'objectiveOf' | 'leases'>;
  seen: ReadonlyMap<string, LastSeen>;
  control: Control;
  month: string;
  totals: ReadonlyMap<string, Omit<SlaDay, 'day'>>;
  now: number;
  maxGapMs: number;
}): VmLevel[] {
  const { state, book, totals, month } = input;
  const places = new Map<string, Vm>();
  for (const vms of Object.values(state.vms)) {
    for (const vm of Object.values(vms)) {
      if (vm.uuid === null || !book.objectiveOf(vm.uuid)) continue;
      const known = places.get(vm.uuid);
      if (!known || (known.domid === null && vm.domid !== null)) places.set(vm.uuid, vm);
    }
  }
  const names = new Map([...places].map(([uuid, vm]) => [uuid, vm.name]));
  for (const { subject } of book.objectives()) {
    if (subject.kind === 'vm' && !names.has(subject.uuid)) names.set(subject.uuid, subject.name);
  }
  const levels = [...names].flatMap(([uuid, name]): VmLevel[] => {
    const objective = book.objectiveOf(uuid);
    if (!objective) return [];
    const vm = places.get(uuid) ?? null;
    const seen = input.seen.get(uuid);
    const isHeardOf = vm === null || state.hosts[vm.hostId]?.link.state === 'online';
    const isFresh =
      isHeardOf && seen !== undefined && Math.abs(input.now - seen.at) <= input.maxGapMs;
    const verdict: Verdict = isFresh ? seen.verdict : { kind: 'unknown' };
    return [
      {
        uuid,
        name,
        vm: vm && { hostId: vm.hostId, name: vm.name },
        objectiveId: objective.id,
        now: verdict.kind,
        cause: verdict.kind === 'broken' ? verdict.cause : null,
        cpu: isFresh ? seen.cpu : null,
        unsure: vm && whyUnsure(vm, objective, state),
        answer: isFresh ? seen.answer : null,
        month: attainmentOf(objective.promise, month, totals.get(uuid) ?? noTime),
        impossible: vm && whyImpossible(objective.promise, vm, state),
        helpless: input.control.vms.get(uuid)?.helpless ?? null,
        held: heldBy(book.leases().get(uuid)),
      },
    ];
  });
  return levels.sort((a, b) => badness(b) - badness(a) || (a.name < b.name ? -1 : 1));
}

/** Two of a VM on one disk destroy the disk: that is the user's to rule out, not ours to guess. */
function whyUnsure(
  { hostId, name }: Vm,
  { promise: { probe } }: Objective,
  { hosts }: SiteState,
): string | null {
  const host = hosts[hostId];
  if (host?.link.state === 'online') {
    return probe && probeOf(probe, name) === null
      ? `${name} is no name that an address can hold, so that ${probeText(probe)} cannot be asked: give it an objective of its own.`
      : null;
  }
  const label = host?.label ?? hostId;
  return `${label} is not heard of. ${name} may still run there: it is started elsewhere only once ${label} is proved to be off.`;
}

function heldBy(lease: Lease | undefined): VmLevel['held'] {
  return tuneParts.flatMap((part) => {
    const kept = lease?.parts[part];
    const set = kept?.ours.at(-1);
    return kept && set !== undefined ? [{ part, original: kept.original, set }] : [];
  });
}

/** Broken now before kept; then by how much of the month's budget is gone. */
function badness({ now, month, impossible }: VmLevel): number {
  const spent = month.badMs === 0 ? 0 : Math.min(month.badMs / Math.max(month.budgetMs, 1), 1000);
  return (now === 'broken' ? 1e6 : 0) + (impossible ? 1e5 : 0) + spent;
}
