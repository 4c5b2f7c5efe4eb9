import { z } from 'zod';

/** Each thing that can stand in the way of a move, by name. Order is the order of display. */
export const moveReasonCodes = [
  'same-host',
  'target-offline',
  'source-offline',
  'target-unknown', // connected, but its facts have not been read yet
  'target-no-toolstack',
  'vm-not-running',
  'vm-busy',
  'vm-in-transit',
  'no-migrate',
  'runs-elsewhere',
  'uuid-unknown',
  'no-config',
  'host-answers',
  'xen-older',
  'type-unsupported',
  'pv-needs-shadow',
  'memory',
  'memory-ceiling',
  'cpu-ceiling',
  'name-taken',
  'uuid-taken',
  'disk-missing',
  'disk-not-shared',
  'bridge-missing',
  'cpu-features',
  'cpu-family',
  'pci-passthrough',
  'vnuma',
  'nested-virt',
  'clock-skew',
  'boot-file-missing',
  'no-forwardable-key',
  'no-path-to-target',
] as const;
export type MoveReasonCode = (typeof moveReasonCodes)[number];

/**
 * One reason against a move (`blocks`) or to know before it (`warns`).
 * `offer` names what the console can do instead.
 */
export const moveReasonSchema = z.object({
  code: z.enum(moveReasonCodes),
  severity: z.enum(['blocks', 'warns']),
  /** What is in the way, with the numbers: "Needs 4,096 MiB, 1,200 MiB are free." */
  message: z.string(),
  /** What the admin can do about it. */
  remedy: z.string(),
  offer: z.enum(['stop-and-copy']).nullable(),
});
export type MoveReason = z.infer<typeof moveReasonSchema>;

export const moveEstimateSchema = z.object({
  memoryMiB: z.number(),
  /** Expected duration of the whole move and of the guest's standstill, in ms. */
  durationMs: z.number(),
  pauseMs: z.number(),
  /** From what these were guessed, e.g. "3 earlier moves between these hosts". */
  basis: z.string(),
});
export type MoveEstimate = z.infer<typeof moveEstimateSchema>;

/** Whether a VM may move to a host, and why (not). `possible` = nothing blocks. */
export const moveVerdictSchema = z.object({
  possible: z.boolean(),
  reasons: z.array(moveReasonSchema),
});
export type MoveVerdict = z.infer<typeof moveVerdictSchema>;
