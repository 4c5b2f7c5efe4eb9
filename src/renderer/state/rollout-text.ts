import type { RolloutGlance } from '../../shared/images/rollout-glance.ts';
import { endedStatuses, type RolloutStatus } from '../../shared/images/rollout-state.ts';

export const statusText: Record<RolloutStatus, string> = {
  running: 'Running',
  paused: 'Paused',
  halted: 'Halted',
  'rolling-back': 'Rolling back',
  aborting: 'Aborting',
  done: 'Done',
  aborted: 'Aborted',
  'rolled-back': 'Rolled back',
};

export function rolloutTitle({ role, digest }: RolloutGlance): string {
  return `Roll out ${role} ${digest.slice(0, 12)}`;
}

/** “Running, wave 2 of 3”, and why where there is a reason. */
export function rolloutStatusText({ status, wave, waves, reason }: RolloutGlance): string {
  const isOver = endedStatuses.includes(status);
  const where = isOver ? '' : `, wave ${Math.min(wave + 1, waves)} of ${waves}`;
  return `${statusText[status]}${where}${reason ? `: ${reason}` : ''}`;
}

/** The state of a job that looks alike. */
export function rolloutJobState({ status }: RolloutGlance): string {
  switch (status) {
    case 'running':
    case 'rolling-back':
    case 'aborting':
      return 'running';
    case 'paused':
      return 'queued';
    case 'halted':
      return 'undecided';
    case 'done':
      return 'succeeded';
    default:
      return 'cancelled';
  }
}
