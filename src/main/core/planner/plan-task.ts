import type { CapacityPlan, PlanInput } from '../../../shared/capacity/capacity-plan.ts';
import type { PlanProgress } from '../../../shared/capacity/plan-progress.ts';
import type { MoveRecord } from '../../../shared/migration/estimate-move.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { CpuDemand } from '../capacity/cpu-demand.ts';

/** All that a plan is made of, as it is handed to the planner's thread. */
export interface PlanTask {
  state: SiteState;
  input: PlanInput;
  demand: CpuDemand;
  /** Earlier moves, by `pairKey`. */
  history: ReadonlyMap<string, readonly MoveRecord[]>;
}

export type PlannerWord =
  | { kind: 'progress'; progress: PlanProgress }
  | { kind: 'plan'; plan: CapacityPlan }
  /** A bug of ours, in its own words. */
  | { kind: 'broken'; why: string };

export function pairKey(sourceHostId: string, targetHostId: string): string {
  return `${sourceHostId}/${targetHostId}`;
}
