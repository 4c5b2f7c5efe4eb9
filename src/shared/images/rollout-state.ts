import { z } from 'zod';
import { bootIdSchema, digestSchema, nameSchema } from './names.ts';

export const clientStates = [
  'pending',
  'leased',
  'switched',
  'rebooting',
  'verifying',
  'healthy',
  'failed',
  'timed-out',
  'skipped-offline',
  'rolled-back',
] as const;
export type ClientState = (typeof clientStates)[number];

/** On the way: these count against the concurrency. */
export const movingStates: readonly ClientState[] = [
  'leased',
  'switched',
  'rebooting',
  'verifying',
];

export const rolloutStatuses = [
  'running',
  'paused',
  /** By itself: a threshold was missed. Nobody new is begun until somebody decides. */
  'halted',
  'rolling-back',
  /** Nobody new is begun; who is on the way arrives. */
  'aborting',
  'done',
  'aborted',
  'rolled-back',
] as const;
export type RolloutStatus = (typeof rolloutStatuses)[number];
export const endedStatuses: readonly RolloutStatus[] = ['done', 'aborted', 'rolled-back'];

/**
 * A Xen host is emptied before its switch; once it is healthy its toolstack has to answer, and then
 * its VMs come back.
 */
export const orderKinds = [
  'evacuate',
  'switch',
  'reboot',
  'power-cycle',
  'check-host',
  'bring-back',
] as const;
export type OrderKind = (typeof orderKinds)[number];

/** Something that was asked of a client. Put down before it is asked, so that it is never lost. */
const orderSchema = z.object({
  kind: z.enum(orderKinds),
  /** With it the one who carries an order out tells a repeated one from another. */
  key: z.string(),
  /** `asked`: by whoever holds the rollout now. `unsure`: it may or may not have arrived. */
  status: z.enum(['asked', 'unsure', 'done']),
});
export type Order = z.infer<typeof orderSchema>;

/** One client in a rollout. Times in ms of the rollout's own clock, which never goes back. */
export const clientProgressSchema = z.object({
  state: z.enum(clientStates),
  /** Where it is on its way to: the new image, or the previous one. */
  goal: z.enum(['forward', 'back']),
  /** It shall be rolled back as soon as it has arrived. */
  goBack: z.boolean(),
  attempt: z.number().int().min(1),
  since: z.number(),
  deadline: z.number().nullable(),
  /** What it was meant to run before; null: nothing, and then there is no way back. */
  previous: digestSchema.nullable(),
  /** Its file says the new image. */
  touched: z.boolean(),
  bootIdBefore: bootIdSchema.nullable(),
  order: orderSchema.nullable(),
  /** Since when a healthy one has not been seen; null: it is there. */
  absentSince: z.number().nullable(),
  /** Somebody decided that this failure does not count. */
  waived: z.boolean(),
  reason: z.string().nullable(),
});
export type ClientProgress = z.infer<typeof clientProgressSchema>;

/** The server's clocks when the rollout last looked, and the ms of the rollout's own by then. */
export const rolloutClockSchema = z.object({
  serverBoot: bootIdSchema,
  uptimeMs: z.number().min(0),
  ms: z.number().min(0),
});
export type RolloutClock = z.infer<typeof rolloutClockSchema>;

export const rolloutHeadSchema = z.object({
  status: z.enum(rolloutStatuses),
  /** Index of the wave that is let go; those before it have passed. */
  wave: z.number().int().min(0),
  /** Since when the whole wave has arrived; null: it has not. */
  soakSince: z.number().nullable(),
  clock: rolloutClockSchema,
  /** One sentence: why it stands where it stands. */
  reason: z.string().nullable(),
});
export type RolloutHead = z.infer<typeof rolloutHeadSchema>;

const clientsSchema = z.record(nameSchema, clientProgressSchema);

/** `rollouts/<id>/state.json`: everything up to the event `generation`. */
export const rolloutStateSchema = z.object({
  generation: z.number().int().min(0),
  head: rolloutHeadSchema,
  clients: clientsSchema,
});
export type RolloutState = z.infer<typeof rolloutStateSchema>;

/**
 * A line of `rollouts/<id>/events.jsonl`: what became of whom. It carries the new records whole,
 * so that the state is its snapshot with the later events laid over it.
 */
export const rolloutEventSchema = z.object({
  generation: z.number().int().min(1),
  /** The server's clock, seconds since the epoch; for people. */
  at: z.number(),
  by: z.string(),
  head: rolloutHeadSchema,
  clients: clientsSchema,
  /** What somebody ordered, in words; null: it went by itself. */
  command: z.string().nullable(),
});
export type RolloutEvent = z.infer<typeof rolloutEventSchema>;

/** `rollouts/<id>/ended.json`: all that is read of a rollout once it is over; its record stays. */
export const rolloutSummarySchema = z.looseObject({
  id: nameSchema,
  role: nameSchema,
  digest: digestSchema,
  createdAt: z.number(),
  createdBy: z.string(),
  endedAt: z.number(),
  head: rolloutHeadSchema,
  /** How many clients ended in which state. */
  tally: z.partialRecord(z.enum(clientStates), z.number().int().min(0)),
});
export type RolloutSummary = z.infer<typeof rolloutSummarySchema>;
