import { z } from 'zod';
import { rolloutPlanSchema } from './rollout-plan.ts';
import { clientStates, rolloutHeadSchema, rolloutStatuses } from './rollout-state.ts';

/** What happened in one step of a rollout, and to whom. */
const recordedEventSchema = z.object({
  /** Milliseconds since the epoch, by the server's clock. */
  at: z.number(),
  /** The console that wrote it. */
  by: z.string(),
  status: z.enum(rolloutStatuses),
  wave: z.number(),
  /** What somebody ordered; null: it went by itself. */
  command: z.string().nullable(),
  /** Why it stands where it stands, where that changed. */
  reason: z.string().nullable(),
  clients: z.array(
    z.object({ id: z.string(), state: z.enum(clientStates), reason: z.string().nullable() }),
  ),
});
export type RecordedEvent = z.infer<typeof recordedEventSchema>;

/** All that was put down of a rollout: who, when, which, and every event. */
export const rolloutRecordSchema = z.object({
  plan: rolloutPlanSchema,
  head: rolloutHeadSchema,
  /** Milliseconds since the epoch; null: it is not over. */
  endedAt: z.number().nullable(),
  clients: z.array(
    z.object({ id: z.string(), state: z.enum(clientStates), reason: z.string().nullable() }),
  ),
  events: z.array(recordedEventSchema),
  /** Events that nobody can read any more. */
  missing: z.number().int().min(0),
});
export type RolloutRecord = z.infer<typeof rolloutRecordSchema>;
