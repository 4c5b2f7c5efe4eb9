import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import type { ClientProgress, RolloutState } from '../../../../shared/images/rollout-state.ts';
import type { ServerClock } from '../parse/image-server-state.ts';
import { newClock } from './rollout-clock.ts';

const waiting: ClientProgress = {
  state: 'pending',
  goal: 'forward',
  goBack: false,
  attempt: 1,
  since: 0,
  deadline: null,
  previous: null,
  touched: false,
  bootIdBefore: null,
  order: null,
  absentSince: null,
  waived: false,
  reason: null,
};

/** How a rollout begins: the first wave is let go, and nobody has been touched. */
export function beginRollout(
  plan: RolloutPlan,
  clock: Pick<ServerClock, 'bootId' | 'uptimeMs'>,
): RolloutState {
  return {
    generation: 0,
    head: { status: 'running', wave: 0, soakSince: null, clock: newClock(clock), reason: null },
    clients: Object.fromEntries(
      plan.waves.flatMap((wave) => wave.clients).map((id) => [id, waiting]),
    ),
  };
}
