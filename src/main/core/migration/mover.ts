import type { MoveEstimate, MoveVerdict } from '../../../shared/migration/verdict.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { DefinedJob } from '../jobs/define-job.ts';
import { moveJob } from './move-job.ts';
import type { MovePorts } from './move-ports.ts';
import { type PlannedMove, preflight } from './preflight.ts';

/** Moving VMs between the hosts of the site. */
export interface Mover {
  /** For the jobs' kernel, which alone runs it. */
  readonly definition: DefinedJob;
  /** Looks at both hosts now; changes nothing. What cannot be asked is among the reasons. */
  preflight(move: PlannedMove): Promise<Result<{ verdict: MoveVerdict; estimate: MoveEstimate }>>;
}

export function createMover(ports: MovePorts): Mover {
  return {
    definition: moveJob(ports),
    async preflight(move) {
      const { verdict, estimate } = await preflight(ports, move);
      return ok({ verdict, estimate });
    },
  };
}
