import { z } from 'zod';
import { nameSchema } from './names.ts';

/** What somebody can order a rollout that is not over to do. Each is audited with who it was. */
export const rolloutCommandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pause') }).strict(),
  z.object({ kind: z.literal('resume') }).strict(),
  /** It is passed over; one that failed no longer counts. */
  z.object({ kind: z.literal('skip'), client: nameSchema }).strict(),
  /** Null: every client that failed, timed out or was skipped. */
  z.object({ kind: z.literal('retry'), client: nameSchema.nullable() }).strict(),
  z.object({ kind: z.literal('abort') }).strict(),
  /** Null: every wave. */
  z.object({ kind: z.literal('roll-back'), wave: z.number().int().min(0).nullable() }).strict(),
]);
export type RolloutCommand = z.infer<typeof rolloutCommandSchema>;
