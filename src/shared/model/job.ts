import { z } from 'zod';
import { appErrorSchema } from '../app-error-schema.ts';
import { carriedGoals } from '../capacity/plan-goal.ts';
import { clientSchema } from '../images/client.ts';
import { newMachinesSchema } from '../images/new-clients.ts';

export const powerActions = [
  'start',
  'shutdown',
  'reboot',
  'force-off',
  'pause',
  'resume',
] as const;
export type PowerAction = (typeof powerActions)[number];

/** `live` keeps the guest running; `stop-and-copy` saves it, streams it, and starts it there. */
export const moveModes = ['live', 'stop-and-copy'] as const;
export type MoveMode = (typeof moveModes)[number];

/** Leave the move out and go on with the others, or begin no more. */
export const troubleAnswers = ['leave-out', 'stop'] as const;
export type TroubleAnswer = (typeof troubleAnswers)[number];

/** What a job does, in terms that still mean something after a restart. */
export const jobSpecSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('move'),
    mode: z.enum(moveModes),
    vm: z.string(),
    uuid: z.string(),
    sourceHostId: z.string(),
    targetHostId: z.string(),
    memoryMiB: z.number(),
    /** The job of the plan that it belongs to; left out: it was asked for by itself. */
    plan: z.string().optional(),
  }),
  z.object({
    kind: z.literal('power'),
    action: z.enum(powerActions),
    vm: z.string(),
    hostId: z.string(),
  }),
  /** Carries out a capacity plan by jobs of kind `move`; the moves themselves are in its journal. */
  z.object({
    kind: z.literal('plan'),
    planId: z.string(),
    goal: z.enum(carriedGoals),
    /** The host that it empties, or brings VMs back to; null: it is about the whole site. */
    hostId: z.string().nullable(),
    moves: z.number(),
    /** What it does when a move is not possible any more, or fails. */
    onTrouble: z.enum(troubleAnswers),
  }),
  /** Sets of a running VM what is given: credit weight, cap in percent of a pCPU, vCPUs online. */
  z.object({
    kind: z.literal('tune'),
    vm: z.string(),
    uuid: z.string(),
    hostId: z.string(),
    to: z.object({
      weight: z.number().int().min(1).max(65_535).optional(),
      cap: z.number().int().min(0).optional(),
      vcpus: z.number().int().min(1).optional(),
    }),
  }),
  /** Lets a VM boot from an image from its next start on, as this client; or takes that back. */
  z.object({
    kind: z.literal('convert'),
    act: z.enum(['convert', 'undo']),
    vm: z.string(),
    hostId: z.string(),
    serverId: z.string(),
    client: clientSchema,
  }),
  /** Cuts the power of a host that does not answer, by the command that is configured for that. */
  z.object({ kind: z.literal('fence'), hostId: z.string() }),
  /** Starts a VM of a host that is proved to be down on another one, from its last seen file. */
  z.object({
    kind: z.literal('restart-elsewhere'),
    vm: z.string(),
    uuid: z.string(),
    hostId: z.string(),
    targetHostId: z.string(),
    memoryMiB: z.number(),
  }),
  /** Takes the file out of use that would start a VM a second time on its former host. */
  z.object({
    kind: z.literal('retire-config'),
    vm: z.string(),
    uuid: z.string(),
    hostId: z.string(),
  }),
  /** Makes machines clients of an image server, and the VMs among them anew; or deletes them again. */
  z.object({
    kind: z.literal('create-clients'),
    act: z.enum(['create', 'undo']),
    serverId: z.string(),
    machines: newMachinesSchema,
  }),
]);
export type JobSpec = z.infer<typeof jobSpecSchema>;

/**
 * queued → checking → running → verifying → one of the ends.
 * `undecided`: what became of the VM could not be determined; the user has to look, and decides.
 */
export const jobStates = [
  'queued',
  'checking',
  'running',
  'verifying',
  'succeeded',
  'failed',
  'cancelled',
  'undecided',
] as const;
export type JobState = (typeof jobStates)[number];
export const endedJobStates: readonly JobState[] = [
  'succeeded',
  'failed',
  'cancelled',
  'undecided',
];

/** Phases of a move, in order; `handover` begins at the point of no return. */
export const movePhases = [
  'connect',
  'copy-memory',
  'pause-and-copy',
  'handover',
  'move-config',
  'done',
] as const;
export type MovePhase = (typeof movePhases)[number];

/** How far a plan is, in moves; those that it has not come to yet are the rest of `moves`. */
const planCountsSchema = z.object({
  moves: z.number(),
  moved: z.number(),
  running: z.number(),
  /** Not possible any more when their turn came. */
  leftOut: z.number(),
  failed: z.number(),
  /** From 1; of `rounds` rounds, each of which begins when the one before is over. */
  round: z.number(),
  rounds: z.number(),
});
export type PlanCounts = z.infer<typeof planCountsSchema>;

export const jobSchema = z.object({
  id: z.string(),
  spec: jobSpecSchema,
  state: z.enum(jobStates),
  /** One of movePhases for a move; null before it runs and for power actions. */
  phase: z.enum(movePhases).nullable(),
  /** Bytes on the wire so far and the guess of all of them; null where nothing is copied. */
  progress: z
    .object({
      fraction: z.number().min(0).max(1),
      bytes: z.number(),
      totalBytes: z.number(),
      bytesPerSecond: z.number(),
    })
    .nullable(),
  /** For a plan alone; `paused`: it begins no move until it is told to go on. */
  plan: planCountsSchema.extend({ paused: z.boolean() }).optional(),
  /** False from the point of no return on. */
  cancellable: z.boolean(),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** How long the guest stood still, in ms, as far as it could be seen from outside. */
  pauseMs: z.number().nullable(),
  /** One sentence: what happened in the end. */
  summary: z.string().nullable(),
  error: appErrorSchema.nullable(),
  /** The toolstack's own lines, oldest first; the oldest are dropped beyond 500. */
  log: z.array(z.string()),
  /** For `undecided`: what was seen on each host, and what the user can do. */
  findings: z.array(z.object({ hostId: z.string(), text: z.string() })),
});
export type Job = z.infer<typeof jobSchema>;
