import { z } from 'zod';
import { planPreferencesSchema } from '../capacity/plan-preferences.ts';
import {
  noSchedule,
  reportScheduleSchema,
  scheduledRunSchema,
} from '../reports/report-schedule.ts';

const fields = {
  theme: z.enum(['system', 'light', 'dark']),
  /** What the own site is called on paper; empty: by no name. */
  siteName: z.string().max(80),
  /** How many moves run at once over the whole site. */
  moveConcurrency: z.number().int().min(1).max(16),
  /** A host may not be filled above these by a move (fractions of all memory and CPU). */
  memoryCeiling: z.number().min(0.1).max(1),
  cpuCeiling: z.number().min(0.1).max(1),
  /** Seconds between two looks at usage, and between two full sweeps of a host. */
  usageIntervalSeconds: z.number().int().min(2).max(300),
  sweepIntervalSeconds: z.number().int().min(10).max(3600),
  /** What plans are made with, and the rules that they keep. */
  capacity: planPreferencesSchema,
  reportSchedule: reportScheduleSchema,
  /** How the last scheduled report went; the console itself keeps it. */
  reportRun: scheduledRunSchema.nullable(),
};

/** The user's settings. No secret and no host is in here. */
export const settingsSchema = z.object({
  theme: fields.theme.default('system'),
  siteName: fields.siteName.default(''),
  moveConcurrency: fields.moveConcurrency.default(2),
  memoryCeiling: fields.memoryCeiling.default(0.95),
  cpuCeiling: fields.cpuCeiling.default(0.8),
  usageIntervalSeconds: fields.usageIntervalSeconds.default(15),
  sweepIntervalSeconds: fields.sweepIntervalSeconds.default(120),
  capacity: fields.capacity.default(planPreferencesSchema.parse({})),
  reportSchedule: fields.reportSchedule.default(noSchedule),
  reportRun: fields.reportRun.default(null),
});
export type Settings = z.infer<typeof settingsSchema>;
export const defaultSettings: Settings = settingsSchema.parse({});

/** Some of them. Made of the bare fields: a default would set anew what is not in it. */
export const settingsChangesSchema = z.object(fields).partial().strict();
