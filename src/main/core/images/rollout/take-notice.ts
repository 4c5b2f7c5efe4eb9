import type { RolloutPolicy } from '../../../../shared/images/rollout-plan.ts';
import type { ClientProgress, OrderKind } from '../../../../shared/images/rollout-state.ts';
import { arriveAtGoal } from './advance-xen-host.ts';
import { arrive, type Circumstances, orderKey } from './client-progress.ts';
import type { RolloutInput } from './rollout-input.ts';
import type { Work } from './rollout-work.ts';

/** The time in which nobody looked counts against no client. */
export function takeOver(work: Work): void {
  for (const id of work.moving()) {
    const progress = work.of(id);
    const { order } = progress;
    const seconds = patience(progress, work.plan.policy);
    work.put(id, {
      ...progress,
      deadline: work.head.clock.ms + seconds * 1000,
      order: order?.status === 'asked' ? { ...order, status: 'unsure' } : order,
    });
  }
}

/** How long a client has for what it is at. */
function patience({ state, order }: ClientProgress, policy: RolloutPolicy): number {
  if (order?.kind === 'evacuate' || order?.kind === 'bring-back') return policy.evacuateSeconds;
  if (state === 'rebooting') return policy.rebootSeconds;
  return state === 'verifying' ? policy.verifySeconds : policy.switchSeconds;
}

export function hear(
  work: Work,
  result: Extract<RolloutInput, { type: 'acted' }>['results'][number],
): void {
  if (!work.has(result.client)) return;
  const progress = work.of(result.client);
  const { order } = progress;
  // An answer that comes after the client has gone on says nothing any more.
  if (order === null || order.key !== result.key) return;
  const { ms } = work.head.clock;
  if (result.outcome === 'unknown') {
    const reason = result.text === '' ? progress.reason : result.text;
    work.put(result.client, { ...progress, reason, order: { ...order, status: 'unsure' } });
  } else if (result.outcome === 'refused') {
    work.put(result.client, arrive(progress, 'failed', ms, result.text));
  } else {
    work.put(result.client, did(work, result.client, order.kind, result.text));
  }
}

/** A client that has done as it was ordered. What comes next is asked of it with the next look. */
function did(work: Work, client: string, kind: OrderKind, text: string): ClientProgress {
  const progress = work.of(client);
  const at = work.at(client);
  const { policy } = work.plan;
  const until = (seconds: number) => at.ms + seconds * 1000;
  switch (kind) {
    case 'evacuate': {
      const deadline = until(policy.switchSeconds);
      return unsure(at, { ...progress, touched: true, deadline, reason: null }, 'switch');
    }
    case 'switch': {
      const deadline = until(policy.switchSeconds);
      const switched = { state: 'switched', since: at.ms, deadline, order: null } as const;
      return { ...progress, ...switched, reason: null };
    }
    case 'check-host': {
      const deadline = until(policy.evacuateSeconds);
      return unsure(at, { ...progress, deadline, reason: null }, 'bring-back');
    }
    case 'bring-back':
      return arriveAtGoal(progress, at.ms, text === '' ? null : text);
    default:
      return { ...progress, order: progress.order && { ...progress.order, status: 'done' } };
  }
}

function unsure(at: Circumstances, progress: ClientProgress, kind: OrderKind): ClientProgress {
  return { ...progress, order: { kind, key: orderKey(at, progress, kind), status: 'unsure' } };
}
