import type { ClientProgress } from '../../../../shared/images/rollout-state.ts';
import { arrive, asked, type Circumstances, goalOf, late } from './client-progress.ts';
import type { Look } from './rollout-input.ts';

/** A Xen host is only verified once its toolstack answers. */
export function askToolstack(at: Circumstances, progress: ClientProgress): ClientProgress {
  const { order, reason } = progress;
  if (late(progress, at)) {
    return arrive(progress, 'timed-out', at.ms, reason ?? 'Its toolstack did not answer in time.');
  }
  const isOpen = order === null || order.status === 'unsure';
  return isOpen ? asked(at, progress, 'check-host') : progress;
}

/** Its VMs may come back: as long as that takes, it stays on its way, and nobody else is begun. */
export function askToRejoin(at: Circumstances, progress: ClientProgress): ClientProgress {
  const deadline = at.ms + at.plan.policy.evacuateSeconds * 1000;
  return asked(at, { ...progress, deadline, reason: null }, 'bring-back');
}

/** A VM that does not come back runs where it is: the host is what it should be all the same. */
export function advanceRejoining(
  at: Circumstances,
  progress: ClientProgress,
  look: Look,
): ClientProgress {
  const goal = goalOf(progress, at.plan);
  if (look.kind === 'present' && look.digest !== goal) {
    const runs = look.digest?.slice(0, 12) ?? 'no image';
    return arrive(progress, 'failed', at.ms, `It runs ${runs} instead of ${goal?.slice(0, 12)}.`);
  }
  if (late(progress, at)) {
    const what = 'Not all of its VMs came back in time.';
    return arriveAtGoal(progress, at.ms, `${what} ${progress.reason ?? ''}`.trim());
  }
  return progress.order?.status === 'unsure' ? asked(at, progress, 'bring-back') : progress;
}

export function arriveAtGoal(
  progress: ClientProgress,
  ms: number,
  reason: string | null,
): ClientProgress {
  return arrive(progress, progress.goal === 'forward' ? 'healthy' : 'rolled-back', ms, reason);
}
