import type { Job, MoveMode } from '../../../shared/model/job.ts';
import type { Following } from './follow-lines.ts';

const mebibyte = 1_048_576;

/** What will go over the wire: the memory, ssh's framing, and for a live move what changes meanwhile. */
export function guessTotalBytes(spec: { memoryMiB: number; mode: MoveMode }): number {
  return Math.ceil(spec.memoryMiB * mebibyte * (spec.mode === 'live' ? 1.08 : 1.02));
}

/** Without a byte counter (kernels without task accounting) time alone has to tell, and slows down. */
const secondsWithoutCounter = 60;

/**
 * How far a move is. From the transport's own byte counter, because xl hides its progress lines in
 * a migration; and never quite at 0 or at the end, since something is going on.
 */
export function progressOf(
  { bytes, transcript }: Pick<Following, 'bytes' | 'transcript'>,
  totalBytes: number,
  elapsedMs: number,
): NonNullable<Job['progress']> {
  const seconds = Math.max(0.001, elapsedMs / 1000);
  const byTime = 1 - Math.exp(-seconds / secondsWithoutCounter);
  const byBytes = bytes / Math.max(1, totalBytes);
  const ceiling = transcript.permissionGiven ? 0.99 : 0.96;
  // The login takes a few seconds in which no byte counts: a sliver, so that it is seen to live.
  const uncounted = transcript.ready ? byTime * 0.9 : byTime * 0.04;
  const fraction = bytes > 0 ? Math.max(byBytes, Math.min(0.02, byTime)) : uncounted;
  return {
    fraction: Math.min(ceiling, fraction),
    bytes,
    totalBytes: Math.max(totalBytes, bytes),
    bytesPerSecond: Math.round(bytes / seconds),
  };
}
