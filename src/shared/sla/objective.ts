import { z } from 'zod';
import { probeSchema } from './probe.ts';

/** What the console does about a broken promise: show it, say what would help, or do that itself. */
export const slaModes = ['watch', 'suggest', 'act'] as const;

export type SlaMode = (typeof slaModes)[number];

export const slaPriorities = ['low', 'normal', 'high'] as const;
export type SlaPriority = (typeof slaPriorities)[number];

/** A word that VMs share, kept by the console. */
export const tagSchema = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u);

/**
 * When an objective holds, by the console's own clock and time zone. `from` and `to` are minutes
 * since midnight; a stretch that ends before it begins goes on into the next day.
 */
export const slaHoursSchema = z
  .object({
    /** 0 is Sunday. */
    days: z.array(z.number().int().min(0).max(6)).min(1).max(7),
    from: z.number().int().min(0).max(1439),
    to: z.number().int().min(1).max(1440),
  })
  .strict()
  .refine(({ from, to }) => from !== to, 'Hours begin and end at different times.');
export type SlaHours = z.infer<typeof slaHoursSchema>;

/** One VM, whatever it is called and wherever it runs, or all that carry a tag. */
export const objectiveSubjectSchema = z.discriminatedUnion('kind', [
  /** `name`: what it was called when the objective was set, for when it is nowhere to be seen. */
  z.object({ kind: z.literal('vm'), uuid: z.string(), name: z.string() }).strict(),
  z.object({ kind: z.literal('tag'), tag: tagSchema }).strict(),
]);

export type ObjectiveSubject = z.infer<typeof objectiveSubjectSchema>;

export const promiseSchema = z
  .object({
    /** pCPUs that the VM gets whenever it wants them; null: none promised. */
    cpus: z.number().min(0.05).max(1024).nullable(),
    /** The share of each month's time in which all of this holds, and the VM runs. */
    availability: z.number().min(0.5).max(1),
    /** The longest that a move may make it stand still; null: as long as it takes. */
    longestPauseMs: z.number().int().min(1).max(3_600_000).nullable(),
    priority: z.enum(slaPriorities),
    /** What has to answer for the VM to count as running; null: that it runs is enough. */
    probe: probeSchema.nullable().default(null),
    /** Null: at all times. */
    hours: slaHoursSchema.nullable(),
    mode: z.enum(slaModes),
  })
  .strict();
export type SlaPromise = z.infer<typeof promiseSchema>;

export const objectiveSchema = z.object({
  id: z.string(),
  subject: objectiveSubjectSchema,
  promise: promiseSchema,
});
export type Objective = z.infer<typeof objectiveSchema>;
