import { type AppError, appError } from '../../../shared/app-error.ts';
import type { CapacityPlan, PlanInput } from '../../../shared/capacity/capacity-plan.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { PlanRecord } from './plan-record.ts';

/** Proposals that were made lately: what is applied is what was shown. */
export interface PlanDesk {
  keep(id: string, plan: PlanRecord): void;
  of(id: string): PlanRecord | undefined;
}

/** Every change of a wish makes another; nobody looks at older ones than these. */
const kept = 16;

export function createPlanDesk(): PlanDesk {
  const plans = new Map<string, PlanRecord>();
  return {
    keep(id, plan) {
      plans.set(id, plan);
      for (const old of [...plans.keys()].slice(0, -kept)) plans.delete(old);
    },
    of: (id) => plans.get(id),
  };
}

/** What of a plan is kept to carry it out. `state` is the site that it was made of. */
export function recordOf(plan: CapacityPlan, input: PlanInput, state: SiteState): PlanRecord {
  const groups = (kind: 'apart' | 'together') =>
    input.rules.flatMap((rule) =>
      rule.kind === kind
        ? [rule.vms.flatMap(({ hostId, name }) => state.vms[hostId]?.[name]?.uuid ?? [])]
        : [],
    );
  return {
    goal: plan.goal,
    hostId: plan.goal === 'evacuate' ? (input.hostId ?? null) : null,
    apart: groups('apart'),
    together: groups('together'),
    steps: plan.moves.map(({ vm, uuid, targetHostId, mode, memoryMiB, round }) => ({
      vm: vm.name,
      uuid,
      sourceHostId: vm.hostId,
      targetHostId,
      mode,
      memoryMiB,
      round,
    })),
    freed: [...plan.freed, ...plan.spare],
  };
}

export function forgottenPlan(): AppError {
  return appError('not-possible-now', 'This plan is not known any more.', {
    hint: 'Make it again: it begins where the site is now.',
  });
}
