import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import { type ClientProgress, movingStates } from '../../../../shared/images/rollout-state.ts';

/** How the clients of a wave stand. Those skipped, waived or rolled back do not count. */
interface WaveTally {
  counted: number;
  healthy: number;
  errors: number;
  /** Not yet arrived anywhere. */
  open: number;
  /** Passed over because they were off; not because somebody said so. */
  off: number;
  /** Back on what they ran before: the wave did not pass, whatever became of the others. */
  back: number;
}

export function tallyOf(clients: readonly ClientProgress[]): WaveTally {
  const tally: WaveTally = { counted: 0, healthy: 0, errors: 0, open: 0, off: 0, back: 0 };
  for (const { state, waived } of clients) {
    if (state === 'skipped-offline' && !waived) tally.off++;
    if (state === 'rolled-back' && !waived) tally.back++;
    if (waived || state === 'skipped-offline' || state === 'rolled-back') continue;
    tally.counted++;
    if (state === 'healthy') tally.healthy++;
    else if (state === 'failed' || state === 'timed-out') tally.errors++;
    else if (state === 'pending' || movingStates.includes(state)) tally.open++;
  }
  return tally;
}

/** Floating point must not make 3 of 10 more than 30 %. */
const slack = 1e-9;

/** Why a wave has to be stopped; null: nothing speaks against it, as far as it has come. */
export function waveProblem(
  tally: WaveTally,
  name: string,
  { successThreshold, errorThreshold }: RolloutPlan['policy'],
): string | null {
  const { counted, healthy, errors, open, off, back } = tally;
  if (errors > errorThreshold * counted + slack) {
    return `${errors} of ${counted} clients of “${name}” failed or timed out; ${percent(errorThreshold)} may.`;
  }
  if (back > 0) return `“${name}” was rolled back (clients: ${back}).`;
  if (open > 0) return null;
  if (counted === 0 && off > 0) return `Every client of “${name}” was off: nothing is proven.`;
  if (healthy < successThreshold * counted - slack) {
    return `${healthy} of ${counted} clients of “${name}” are healthy; ${percent(successThreshold)} must be.`;
  }
  return null;
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 1000) / 10} %`;
}
