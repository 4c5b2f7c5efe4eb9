import type { Job } from '../../../shared/model/job.ts';

/** How long a job has been at work, in ms; null before it began. */
export function elapsedMs(job: Job, now: number): number | null {
  if (job.startedAt === null) return null;
  return Math.max(0, (job.endedAt ?? now) - job.startedAt);
}

/** Below this part a guess of the rest is worth nothing. */
const leastFraction = 0.02;

/**
 * How long a running job will take yet, in ms: by the bytes that are left at the speed of now, or
 * by the time taken so far. Null where nothing is copied, or too little to tell.
 */
export function remainingMs(job: Job, now: number): number | null {
  const { progress } = job;
  const elapsed = elapsedMs(job, now);
  if (job.state !== 'running' || !progress || elapsed === null) return null;
  if (progress.fraction < leastFraction || progress.fraction >= 1) return null;
  const left = progress.totalBytes - progress.bytes;
  if (progress.bytesPerSecond > 0 && left > 0) return (left / progress.bytesPerSecond) * 1000;
  return (elapsed / progress.fraction) * (1 - progress.fraction);
}
