import type { PlanTrouble } from '../../../shared/capacity/plan-trouble.ts';
import { endedJobStates } from '../../../shared/model/job.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { PlanRecord } from './plan-record.ts';
import { lostTrouble, memoryTrouble, recheckStep } from './recheck-step.ts';
import type { StepState } from './step-state.ts';

/**
 * What has changed since a plan was made, before it begins. Moves of the first round are judged
 * whole; those of later ones count on room that is not there yet, so that only what is lost for
 * good speaks against them. `ownJobId`: the plan's own job, if it is one already.
 */
export function checkPlan(state: SiteState, plan: PlanRecord, ownJobId?: string): PlanTrouble[] {
  const other = Object.values(state.jobs).find(
    ({ id, spec, state: is }) =>
      id !== ownJobId && spec.kind === 'plan' && !endedJobStates.includes(is),
  );
  if (other) {
    return [
      {
        code: 'other-plan',
        severity: 'refuses',
        vm: null,
        message: 'Another plan is being carried out: wait for it, or cancel it.',
      },
    ];
  }
  const seen = new Set<string>();
  const waiting: StepState[] = plan.steps.map(() => ({ kind: 'waiting' }));
  return plan.steps.flatMap((step, at) => {
    if (step.round === 0) {
      seen.add(step.uuid);
      return recheckStep(state, plan, at, waiting);
    }
    // Its second move begins where the first one has brought it.
    if (seen.has(step.uuid)) return [];
    seen.add(step.uuid);
    const lost = lostTrouble(state, step);
    if (lost) return [lost];
    const vm = state.vms[step.sourceHostId]?.[step.vm];
    return vm ? memoryTrouble(step, vm) : [];
  });
}

/** Whether nothing at all of the plan can be begun. */
export function isRefused(plan: PlanRecord, troubles: readonly PlanTrouble[]): boolean {
  if (troubles.some(({ severity }) => severity === 'refuses')) return true;
  const out = new Set(
    troubles
      .filter(({ severity }) => severity === 'leaves-out')
      .map(({ vm }) => `${vm?.hostId}/${vm?.name}`),
  );
  return plan.steps.every(({ sourceHostId, vm }) => out.has(`${sourceHostId}/${vm}`));
}
