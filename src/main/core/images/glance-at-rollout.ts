import type { RolloutGlance } from '../../../shared/images/rollout-glance.ts';
import { movingStates } from '../../../shared/images/rollout-state.ts';
import type { KeptRollout } from './parse/image-server-state.ts';

/** How far a rollout is. Pure. */
export function glanceAtRollout({
  plan,
  state,
}: Pick<KeptRollout, 'plan' | 'state'>): RolloutGlance {
  const tally: RolloutGlance['tally'] = {};
  let settled = 0;
  const clients = Object.values(state.clients);
  for (const { state: one } of clients) {
    tally[one] = (tally[one] ?? 0) + 1;
    if (one !== 'pending' && !movingStates.includes(one)) settled++;
  }
  const { status, wave, reason } = state.head;
  return {
    ...{ id: plan.id, role: plan.role, digest: plan.digest },
    ...{ status, wave, waves: plan.waves.length, reason },
    ...{ tally, settled, total: clients.length },
  };
}
