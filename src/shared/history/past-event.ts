import { z } from 'zod';
import { jobSchema } from '../model/job.ts';
import { objectChangeSchema } from './diff-sites.ts';

/**
 * Something that happened, and when (milliseconds since the epoch): an object that changed, or a
 * job as it was last known.
 */
export const pastEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('change'), at: z.number(), change: objectChangeSchema }),
  z.object({ kind: z.literal('job'), at: z.number(), job: jobSchema }),
]);
export type PastEvent = z.infer<typeof pastEventSchema>;

/** When a job is in the history: at its end if it had one. */
export function jobMoment({ endedAt, startedAt, createdAt }: z.infer<typeof jobSchema>): number {
  return endedAt ?? startedAt ?? createdAt;
}
