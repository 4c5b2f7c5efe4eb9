import { z } from 'zod';
import { vmRefSchema } from '../model/vm.ts';
import { objectiveSchema, tagSchema } from './objective.ts';
import { proposalSchema, tuneParts } from './proposal.ts';

/** Why a promise was broken; `unreachable`: it runs, and its probe has no answer; `pause`: a move made the VM stand still for longer than promised. */
export const breachCauses = [
  'contention',
  'cap',
  'vcpus',
  'off',
  'crashed',
  'paused',
  'unreachable',
  'pause',
] as const;
export type BreachCause = (typeof breachCauses)[number];

/** Times of a month in ms. `attained` null: nothing was seen of it. */
export const attainmentSchema = z.object({
  attained: z.number().min(0).max(1).nullable(),
  goodMs: z.number(),
  badMs: z.number(),
  /** How long the promise may be broken in this month. */
  budgetMs: z.number(),
});
export type Attainment = z.infer<typeof attainmentSchema>;

/** A stretch in which a promise was broken. Times in ms since the epoch, CPU in pCPUs. */
export const breachSchema = z.object({
  uuid: z.string(),
  name: z.string(),
  cause: z.enum(breachCauses),
  since: z.number(),
  until: z.number(),
  /** What it got, on average; null: CPU was not the matter. */
  cpu: z.number().nullable(),
  promised: z.number().nullable(),
});
export type Breach = z.infer<typeof breachSchema>;

/** Something that the console did for a promise, or said of it. */
export const slaAuditSchema = z.object({
  at: z.number(),
  uuid: z.string(),
  name: z.string(),
  /** `set`, `returned`, `failed`, `said`, `asked`: a user has accepted it. */
  kind: z.enum(['set', 'returned', 'failed', 'said', 'asked']),
  /** With the numbers. */
  text: z.string(),
});
export type SlaAudit = z.infer<typeof slaAuditSchema>;

/** How it stands with one VM that something is promised to. */
export const vmLevelSchema = z.object({
  uuid: z.string(),
  name: z.string(),
  /** Null: it is nowhere to be seen. */
  vm: vmRefSchema.nullable(),
  objectiveId: z.string(),
  now: z.enum(['kept', 'broken', 'unknown']),
  cause: z.enum(breachCauses).nullable(),
  cpu: z.number().nullable(),
  /** Why nobody knows whether it runs, and what must not be done before that is known; null: it is known. */
  unsure: z.string().nullable(),
  /** What its probe was told, where it is down; null: it is up, not known, or there is none. */
  answer: z.string().nullable(),
  month: attainmentSchema,
  /** Why no host of the site can keep it; null: one can. */
  impossible: z.string().nullable(),
  /** Why nothing that the console can do helps; null: nothing has to be done, or something can. */
  helpless: z.string().nullable(),
  /** What the console has set of it, and what was set before. */
  held: z.array(z.object({ part: z.enum(tuneParts), original: z.number(), set: z.number() })),
});
export type VmLevel = z.infer<typeof vmLevelSchema>;

export const slaOverviewSchema = z.object({
  objectives: z.array(objectiveSchema),
  /** Tags of VMs that have any, by UUID. */
  tags: z.record(z.string(), z.array(tagSchema)),
  /** The worst first, at most 500. */
  levels: z.array(vmLevelSchema),
  /** All of them, counted. */
  counts: z.object({ kept: z.number(), broken: z.number(), unknown: z.number() }),
  proposals: z.array(proposalSchema),
  /** Newest first, at most 100 each. */
  breaches: z.array(breachSchema),
  audit: z.array(slaAuditSchema),
});
export type SlaOverview = z.infer<typeof slaOverviewSchema>;

/** `objective`: the one that counts; null: nothing is promised. */
export const slaOfVmSchema = z.object({
  objective: objectiveSchema.nullable(),
  tags: z.array(tagSchema),
});
export type SlaOfVm = z.infer<typeof slaOfVmSchema>;

/** The time of one local day, in ms, in which a promise was seen kept and broken. */
export const slaDaySchema = z.object({ day: z.string(), goodMs: z.number(), badMs: z.number() });
export type SlaDay = z.infer<typeof slaDaySchema>;
