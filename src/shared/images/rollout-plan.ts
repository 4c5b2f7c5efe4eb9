import { z } from 'zod';
import { digestSchema, nameSchema } from './names.ts';

const fraction = z.number().min(0).max(1);
const seconds = z
  .number()
  .int()
  .min(0)
  .max(30 * 86_400);

/** Days from 0, Sunday; minutes of the server's own day. One that ends before it begins spans midnight. */
export const windowSchema = z.object({
  days: z.array(z.number().int().min(0).max(6)).min(1),
  fromMinute: z.number().int().min(0).max(1439),
  toMinute: z.number().int().min(0).max(1439),
});
export type MaintenanceWindow = z.infer<typeof windowSchema>;

export const policySchema = z.object({
  /** Of a wave's clients that count: those skipped do not. */
  successThreshold: fraction,
  errorThreshold: fraction,
  /** How long a whole wave has to stay healthy before the next. */
  soakSeconds: seconds,
  /** Clients on their way at once. */
  concurrency: z.number().int().min(1).max(1000),
  /** Null: at any time. Outside of it nobody new is begun; who is on the way arrives. */
  window: windowSchema.nullable(),
  offline: z.enum(['wait', 'skip']),
  onErrors: z.enum(['halt', 'roll-back-wave', 'roll-back-all']),
  switchSeconds: seconds.min(1),
  rebootSeconds: seconds.min(1),
  verifySeconds: seconds.min(1),
  /** A client that does not come back is power-cycled once before it counts as timed out. */
  powerCycle: z.boolean(),
  /** A Xen host has this long to be emptied, and as long for its VMs to come back. */
  evacuateSeconds: seconds.min(1).default(4 * 3600),
  /** What becomes of VMs that were moved off a Xen host once it is healthy. */
  afterwards: z.enum(['bring-back', 'leave']).default('bring-back'),
});
export type RolloutPolicy = z.infer<typeof policySchema>;

export const defaultPolicy: RolloutPolicy = {
  successThreshold: 1,
  errorThreshold: 0,
  soakSeconds: 600,
  concurrency: 5,
  window: null,
  offline: 'skip',
  onErrors: 'halt',
  switchSeconds: 120,
  rebootSeconds: 600,
  verifySeconds: 300,
  powerCycle: true,
  evacuateSeconds: 4 * 3600,
  afterwards: 'bring-back',
};

/** Who goes in a wave: of those no earlier wave has taken. Percent are of all clients of the plan. */
export const pickSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('group'), group: nameSchema }).strict(),
  z.object({ kind: z.literal('count'), count: z.number().int().min(1) }).strict(),
  z.object({ kind: z.literal('percent'), percent: z.number().gt(0).max(100) }).strict(),
  z.object({ kind: z.literal('rest') }).strict(),
]);
export type WavePick = z.infer<typeof pickSchema>;

export const planRequestSchema = z
  .object({
    role: nameSchema,
    digest: digestSchema,
    /** In this order; the first is the canary. */
    waves: z
      .array(z.object({ name: z.string().min(1).max(100), pick: pickSchema }).strict())
      .min(1)
      .max(100),
    policy: policySchema,
  })
  .strict();
export type PlanRequest = z.infer<typeof planRequestSchema>;

export const leftOutReasons = ['rejected', 'up-to-date', 'in-rollout', 'in-no-wave'] as const;

/** `rollouts/<id>/plan.json`: written once. Every client is in one wave at most. */
export const rolloutPlanSchema = z.looseObject({
  id: nameSchema,
  role: nameSchema,
  digest: digestSchema,
  /** The server's clock, seconds since the epoch. */
  createdAt: z.number(),
  createdBy: z.string(),
  waves: z
    .array(z.looseObject({ name: z.string(), clients: z.array(nameSchema).min(1) }))
    .min(1)
    .refine((waves) => {
      const all = waves.flatMap((wave) => wave.clients);
      return new Set(all).size === all.length;
    }, 'A client is in two waves.'),
  /** The lease of each client lies in the folder of its group. */
  groups: z.record(nameSchema, nameSchema),
  /** Those of its clients that are Xen hosts, by what they are called. One at a time is begun. */
  xenHosts: z
    .array(z.looseObject({ client: nameSchema, hostname: z.string(), label: z.string() }))
    .default([]),
  leftOut: z.array(z.looseObject({ client: nameSchema, reason: z.enum(leftOutReasons) })),
  policy: policySchema,
});
export type RolloutPlan = z.infer<typeof rolloutPlanSchema>;
