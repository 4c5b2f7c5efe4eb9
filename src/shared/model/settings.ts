import { z } from 'zod';
import { planPreferencesSchema } from '../capacity/plan-preferences.ts';

/** The user's settings. No secret and no host is in here. */
export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** How many moves run at once over the whole site. */
  moveConcurrency: z.number().int().min(1).max(16).default(2),
  /** A host may not be filled above these by a move (fractions of all memory and CPU). */
  memoryCeiling: z.number().min(0.1).max(1).default(0.95),
  cpuCeiling: z.number().min(0.1).max(1).default(0.8),
  /** Seconds between two looks at usage, and between two full sweeps of a host. */
  usageIntervalSeconds: z.number().int().min(2).max(300).default(15),
  sweepIntervalSeconds: z.number().int().min(10).max(3600).default(120),
  /** What plans are made with, and the rules that they keep. */
  capacity: planPreferencesSchema.default(planPreferencesSchema.parse({})),
});
export type Settings = z.infer<typeof settingsSchema>;
export const defaultSettings: Settings = settingsSchema.parse({});
