import { z } from 'zod';

/** What advances rollouts on an image server while no console is open. */
export const rolloutTimerSchema = z.object({
  /** Why it cannot be installed there; null: it can. */
  lack: z
    .object({ what: z.string(), commands: z.array(z.array(z.string())).nullable() })
    .nullable(),
  /** `other`: of another console's version, or for another folder. */
  installed: z.enum(['none', 'this', 'other']),
  isActive: z.boolean(),
  /** systemd’s own words about its last run; empty: it has not run. */
  lastRun: z.string(),
  /** Exactly what is written and run. */
  files: z.array(z.object({ path: z.string(), text: z.string().nullable(), bytes: z.number() })),
  install: z.array(z.string()),
  remove: z.array(z.string()),
});
export type RolloutTimer = z.infer<typeof rolloutTimerSchema>;
