import { arrive } from './advance-client.ts';
import type { RolloutInput } from './rollout-input.ts';
import type { Work } from './rollout-work.ts';

/** The time in which nobody looked counts against no client. */
export function takeOver(work: Work): void {
  const { policy } = work.plan;
  const patience = {
    leased: policy.switchSeconds,
    switched: policy.switchSeconds,
    rebooting: policy.rebootSeconds,
    verifying: policy.verifySeconds,
  };
  for (const id of work.moving()) {
    const progress = work.of(id);
    const { order, state } = progress;
    const seconds = patience[state as keyof typeof patience];
    work.put(id, {
      ...progress,
      deadline: work.head.clock.ms + seconds * 1000,
      order: order?.status === 'asked' ? { ...order, status: 'unsure' } : order,
    });
  }
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
  } else if (order.kind === 'switch') {
    const deadline = ms + work.plan.policy.switchSeconds * 1000;
    const switched = { state: 'switched', since: ms, deadline, order: null, reason: null } as const;
    work.put(result.client, { ...progress, ...switched });
  } else {
    work.put(result.client, { ...progress, order: { ...order, status: 'done' } });
  }
}
