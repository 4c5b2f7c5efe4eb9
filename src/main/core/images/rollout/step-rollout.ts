import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import { endedStatuses, type RolloutState } from '../../../../shared/images/rollout-state.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import type { ServerClock } from '../parse/image-server-state.ts';
import { advance } from './advance-client.ts';
import { goOn } from './go-on.ts';
import { judge, watchSoaking } from './judge-waves.ts';
import { obey } from './obey-command.ts';
import { advanceClock } from './rollout-clock.ts';
import { type RolloutInput, type RolloutStep, unseen } from './rollout-input.ts';
import { createWork } from './rollout-work.ts';
import { hear, takeOver } from './take-notice.ts';

/**
 * The whole of a rollout: the only place where one changes. Pure; the same state, input and clock
 * give the same step. What it orders may be carried out only when the step itself is on disk.
 * Errors come from commands alone: `not-possible-now`, `client-not-found`.
 */
export function stepRollout(
  plan: RolloutPlan,
  state: RolloutState,
  input: RolloutInput,
  now: ServerClock,
): Result<RolloutStep> {
  const clock = advanceClock(state.head.clock, now);
  const work = createWork(plan, { ...state, head: { ...state.head, clock } });
  switch (input.type) {
    case 'command': {
      const obeyed = obey(plan, state, input.command, { by: input.by, ms: clock.ms });
      if (!obeyed.ok) return obeyed;
      const { status, reason, changed } = obeyed.value;
      for (const [id, progress] of Object.entries(changed)) work.put(id, progress);
      work.setHead({ status, reason, soakSince: null });
      break;
    }
    case 'taken-over':
      takeOver(work);
      break;
    case 'acted':
      for (const result of input.results) hear(work, result);
      break;
    case 'look':
      if (endedStatuses.includes(state.head.status)) break;
      for (const id of work.moving()) {
        work.put(id, advance(work.at(id), work.of(id), input.looks.get(id) ?? unseen));
      }
      watchSoaking(work, input.looks);
      judge(work);
      goOn(work, input, now);
      break;
  }
  return ok(work.step());
}
