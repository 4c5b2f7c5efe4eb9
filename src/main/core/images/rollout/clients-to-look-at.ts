import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import {
  type ClientProgress,
  movingStates,
  type RolloutState,
} from '../../../../shared/images/rollout-state.ts';

/**
 * Whom the next step has to know about: who is on the way, who may be begun, who was off and may
 * be back, a wave that soaks. Of beginners as many as there are slots, so that a look costs by the
 * concurrency and not by the size.
 */
export function clientsToLookAt(plan: RolloutPlan, state: RolloutState): string[] {
  const { status, wave, soakSince } = state.head;
  const wanted: string[] = [];
  const beginners: string[] = [];
  let free = plan.policy.concurrency;
  plan.waves.forEach(({ clients }, index) => {
    for (const id of clients) {
      const progress = state.clients[id];
      if (!progress) continue;
      if (movingStates.includes(progress.state)) {
        wanted.push(id);
        free--;
      } else if (status === 'rolling-back') {
        if (progress.goBack) beginners.push(id);
      } else if (index <= wave && mayBegin(progress)) {
        if (status !== 'running') continue;
        if (progress.absentSince === null) beginners.push(id);
        else wanted.push(id);
      } else if (index === wave && soakSince !== null && progress.state === 'healthy') {
        wanted.push(id);
      }
    }
  });
  return [...wanted, ...beginners.slice(0, Math.max(0, free))];
}

function mayBegin({ state, waived }: ClientProgress): boolean {
  return state === 'pending' || (state === 'skipped-offline' && !waived);
}
