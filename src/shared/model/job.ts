import { z } from 'zod';
import { appErrorSchema } from '../app-error.ts';

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
  }),
  z.object({
    kind: z.literal('power'),
    action: z.enum(powerActions),
    vm: z.string(),
    hostId: z.string(),
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
