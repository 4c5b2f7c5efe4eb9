import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import type { TellProgress } from '../../../shared/capacity/plan-progress.ts';
import type { Solve } from '../capacity/exact/solver.ts';
import { makePlan } from '../capacity/make-plan.ts';
import { type PlanTask, pairKey } from './plan-task.ts';

/** A task's plan, in whichever thread. */
export function workOutPlan(
  { state, input, demand, history }: PlanTask,
  solve: Solve | null,
  tell: TellProgress,
): CapacityPlan {
  const historyOf = (source: string, target: string) => history.get(pairKey(source, target)) ?? [];
  return makePlan(state, input, historyOf, { demand, solve, tell });
}
