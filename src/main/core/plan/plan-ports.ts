import type { SiteState } from '../../../shared/model/site.ts';
import type { Result } from '../../../shared/result.ts';
import type { Jobs } from '../jobs/create-jobs.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import type { PlanRecord } from './plan-record.ts';

/** What carrying out a plan needs of the rest of the core. */
export interface PlanPorts {
  planOf(planId: string): PlanRecord | undefined;
  stateOf(): SiteState;
  linkOf(hostId: string): HostLink | undefined;
  /** The kernel that runs the plan and its moves. */
  jobs(): Pick<Jobs, 'startAs' | 'jobOf' | 'watch' | 'cancel'>;
  /** Reads everything of a host anew. */
  refresh(hostId: string): Promise<Result<void>>;
  /** Moves at once over the whole site. */
  moveConcurrency(): number;
  newId(): string;
}
