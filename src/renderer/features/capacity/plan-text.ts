import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import type { PlanProgress } from '../../../shared/capacity/plan-progress.ts';
import { formatCpus } from '../../ui/format/cpus.ts';
import { formatPercent } from '../../ui/format/percent.ts';
import { plural } from '../../ui/format/plural.ts';

/** What share of their pCPUs the hosts with VMs use, before and after. */
export function usedShare(plan: CapacityPlan, when: 'before' | 'after'): number {
  let used = 0;
  let all = 0;
  for (const host of plan.hosts) {
    if (host[when].vms === 0) continue;
    used += host[when].cpu + host.dom0Cpu;
    all += host.pcpus;
  }
  return all > 0 ? used / all : 0;
}

/** The sentence that matters. */
export function headline(plan: CapacityPlan, labelOf: (hostId: string) => string): string {
  if (plan.goal === 'evacuate') {
    return plan.freed.length > 0
      ? `${labelOf(plan.freed[0] ?? '')} can be emptied with ${plural(plan.moves.length, 'move')}.`
      : plan.moves.length > 0
        ? `The host can be emptied in part: ${plural(plan.moves.length, 'VM')} can leave, the rest stays.`
        : 'Nothing on this host can be moved away.';
  }
  if (plan.goal === 'balance') {
    return plan.moves.length > 0
      ? `The load can be evened out with ${plural(plan.moves.length, 'move')}.`
      : 'The load is even: no move is worth it.';
  }
  if (plan.freed.length === 0) {
    return plan.moves.length > 0 || plan.spare.length > 0
      ? 'No host can be freed beyond the spare.'
      : 'The site cannot be consolidated.';
  }
  const perHost = plan.moves.length / plan.freed.length;
  const each = plan.freed.length > 1 ? `, ${formatCpus(perHost)} for each` : '';
  return `${plural(plan.freed.length, 'host')} of ${plan.hosts.length} can be freed with ${plural(plan.moves.length, 'move')}${each}.`;
}

/** How far the plan may be from the best possible one. */
export function gapFigure({ hostsAfter, bound }: CapacityPlan): {
  figure: string;
  note: string;
  tone: 'good' | undefined;
} {
  const gap = hostsAfter - bound;
  return gap <= 0
    ? { figure: 'optimal', note: 'proven: no plan needs fewer hosts', tone: 'good' }
    : {
        figure: `at most ${plural(gap, 'host')}`,
        note: `${formatPercent(gap / hostsAfter)}: any plan needs at least ${bound}`,
        tone: undefined,
      };
}

/** What the worst failure of one host would leave without a place. */
export function failureText(
  { hostId, vms, ofVms }: NonNullable<CapacityPlan['failover']['after']>,
  labelOf: (hostId: string) => string,
): string {
  return `worst is ${labelOf(hostId)}: ${vms} of its ${plural(ofVms, 'VM')} would find no room`;
}

const stages: Record<PlanProgress['stage'], string> = {
  reading: 'reading the site',
  searching: 'looking for hosts to empty',
  proving: 'proving that no plan is better',
  telling: 'working out what each move costs',
};

export function progressText({ stage, fraction }: PlanProgress): string {
  return fraction === null ? stages[stage] : `${stages[stage]}, ${formatPercent(fraction)}`;
}

/** How sure it is that there is no better plan. */
export function boundText({ hostsAfter, bound }: CapacityPlan): string {
  if (hostsAfter <= bound) {
    return `${plural(hostsAfter, 'host')} keep VMs: no plan needs fewer.`;
  }
  const gap = hostsAfter - bound;
  return `${plural(hostsAfter, 'host')} keep VMs; any plan needs at least ${bound}, so at best ${plural(gap, 'more host')} (${formatPercent(gap / hostsAfter)}) could be freed.`;
}

/** What the plan takes a VM's load from, and of how many days. */
export function demandText({ demand }: CapacityPlan): string {
  const { vms, knownVms, fewestDays, mostDays } = demand;
  if (knownVms === 0) {
    return 'From the load that is measured right now: no samples of any day are kept yet.';
  }
  const days =
    fewestDays === mostDays
      ? plural(mostDays, 'day')
      : `${fewestDays} to ${plural(mostDays, 'day')}`;
  const rule = 'room for the CPU p95 of its busiest day, or for what it uses now if that is more';
  return knownVms === vms
    ? `Each VM keeps ${rule}: from samples on ${days}.`
    : `Each VM keeps ${rule}: from samples on ${days} for ${knownVms} of ${plural(vms, 'VM')}; for the others, the load of now counts.`;
}
