import { z } from 'zod';
import { appErrorSchema } from '../app-error-schema.ts';
import { mailRouteSchema } from './mail-route.ts';
import { reportKinds } from './report.ts';
import { reportFormats } from './report-question.ts';

export const scheduleTurns = ['day', 'week', 'month'] as const;
export type ScheduleTurn = (typeof scheduleTurns)[number];

/** A report that the console makes by itself: into a folder of the machine that it runs on, by mail, or both. */
export const reportScheduleSchema = z.object({
  on: z.boolean(),
  /** When it was switched on: earlier turns are none of it. Milliseconds since the epoch. */
  since: z.number(),
  /** Each week on Monday, each month on its first day. */
  every: z.enum(scheduleTurns),
  /** Of the day, in the zone of the machine. */
  hour: z.number().int().min(0).max(23),
  /** Absolute; empty: into none. */
  folder: z.string().max(1000),
  /** Null: to nobody. */
  mail: mailRouteSchema.nullable().default(null),
  kind: z.enum(reportKinds).exclude(['host']),
  format: z.enum(reportFormats),
  sections: z.array(z.string()),
});
export type ReportSchedule = z.infer<typeof reportScheduleSchema>;

export const noSchedule: ReportSchedule = {
  on: false,
  since: 0,
  every: 'week',
  hour: 6,
  folder: '',
  mail: null,
  kind: 'site',
  format: 'pdf',
  sections: ['summary', 'hosts', 'vms', 'networks', 'storage', 'problems'],
};

/**
 * How the schedule's last turn went: where the file lies, if it shall, and whom it was mailed to.
 * `error`: what of it failed.
 */
export const scheduledRunSchema = z.object({
  at: z.number(),
  path: z.string().nullable(),
  mailedTo: z.array(z.string()).default([]),
  error: appErrorSchema.nullable(),
});
export type ScheduledRun = z.infer<typeof scheduledRunSchema>;
