import { z } from 'zod';
import { clientStates, rolloutStatuses } from './rollout-state.ts';

/** A rollout as it is shown from everywhere: how far it is, and why it stands. */
export const rolloutGlanceSchema = z.object({
  id: z.string(),
  role: z.string(),
  digest: z.string(),
  status: z.enum(rolloutStatuses),
  /** Index of the wave that is let go, and how many there are. */
  wave: z.number(),
  waves: z.number(),
  reason: z.string().nullable(),
  tally: z.partialRecord(z.enum(clientStates), z.number()),
  /** Clients that have arrived, one way or another, and all. */
  settled: z.number(),
  total: z.number(),
});
export type RolloutGlance = z.infer<typeof rolloutGlanceSchema>;
