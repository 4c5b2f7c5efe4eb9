import type { CapacityPlan, PlanInput } from '../../../../shared/capacity/capacity-plan.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { Result } from '../../../../shared/result.ts';
import type { Jobs } from '../../jobs/create-jobs.ts';
import type { PlanDesk } from '../../plan/plan-desk.ts';
import type { PlanRecord } from '../../plan/plan-record.ts';
import type { ServerPlace } from '../server/server-answer.ts';

/** What clients that are Xen hosts need of the rest of the core. */
export interface HostPorts {
  place: ServerPlace;
  /** This console. Letters, digits, and `@._:-`. */
  holder: string;
  stateOf(): SiteState;
  /** Reads everything of a host anew. */
  refresh(hostId: string): Promise<Result<void>>;
  jobs(): Pick<Jobs, 'start'>;
  plans: Pick<PlanDesk, 'keep'>;
  propose(
    state: SiteState,
    input: PlanInput,
  ): Promise<Result<{ plan: CapacityPlan; record: PlanRecord }>>;
  newId(): string;
}
