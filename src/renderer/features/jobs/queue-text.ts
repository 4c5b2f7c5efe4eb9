import type { Job } from '../../../shared/model/job.ts';
import { plural } from '../../ui/format/plural.ts';
import { jobPart } from './job-order.ts';

function ordinal(place: number): string {
  const tens = place % 100;
  if (tens >= 11 && tens <= 13) return `${place}th`;
  return `${place}${['th', 'st', 'nd', 'rd'][place % 10] ?? 'th'}`;
}

/**
 * What a queued move waits for. A host takes in one VM at a time and gives one away at a time,
 * and over the whole site only so many move at once; the core's queue has the same rules.
 * `ordered` are all jobs in the order of the tray.
 */
export function queueText(job: Job, ordered: readonly Job[], concurrency: number): string {
  const queued = ordered.filter((one) => jobPart(one) === 'queued' && one.spec.kind === 'move');
  const place = queued.findIndex((one) => one.id === job.id) + 1;
  const turn = place <= 1 ? 'Next in the queue' : `${ordinal(place)} in the queue`;
  const { spec } = job;
  if (spec.kind !== 'move') return 'Waiting';
  const running = ordered.filter((one) => jobPart(one) === 'running' && one.spec.kind === 'move');
  for (const { spec: other } of running) {
    if (other.kind !== 'move') continue;
    if (other.targetHostId === spec.targetHostId) {
      return `${turn}; ${other.vm} is on its way to the same host`;
    }
    if (other.sourceHostId === spec.sourceHostId) {
      return `${turn}; ${other.vm} is leaving the same host`;
    }
  }
  return running.length >= concurrency
    ? `${turn}; up to ${plural(concurrency, 'move')} at once`
    : turn;
}
