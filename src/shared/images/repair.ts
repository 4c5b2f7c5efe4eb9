import { z } from 'zod';
import { nameSchema } from './names.ts';

/** What became of one client that was to be repaired. */
export const repairOutcomeSchema = z.object({
  client: nameSchema,
  outcome: z.enum(['done', 'refused', 'unknown']),
  /** One sentence. */
  text: z.string(),
});
export type RepairOutcome = z.infer<typeof repairOutcomeSchema>;

/** A writable drive that was set aside. */
export const setAsideSchema = z.object({
  client: nameSchema,
  /** Below the server's root. */
  path: z.string().regex(/^state\/\.set-aside\/[a-z0-9._-]+\/[0-9TZ.]+$/),
  /** Milliseconds since the epoch, by the server's clock. */
  at: z.number(),
  bytes: z.number(),
});
export type SetAside = z.infer<typeof setAsideSchema>;

/** What a power-cycle of a client would do. */
export const cycleFateSchema = z.object({
  client: nameSchema,
  /** Its VM, and where that is; null, all three: there is a reason against it. */
  uuid: z.string().nullable(),
  vm: z.string().nullable(),
  hostId: z.string().nullable(),
  /** It would only be started. */
  isOff: z.boolean(),
  /** Why it cannot be; null: it can. */
  why: z.string().nullable(),
});
export type CycleFate = z.infer<typeof cycleFateSchema>;
