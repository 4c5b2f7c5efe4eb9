import { z } from 'zod';

/** Why a host counts as down. Times in ms since the epoch, by the console's clock. */
export const proofSchema = z.object({
  /** `fencing`: a configured command has cut its power and said so; `word`: a user has. */
  kind: z.enum(['fencing', 'word']),
  at: z.number(),
  /** What was said, for people: the commands' own words, or that a user gave theirs. */
  text: z.string(),
});
export type Proof = z.infer<typeof proofSchema>;

/** A VM that was started on another host while its own was down. */
export const restartedVmSchema = z.object({
  name: z.string(),
  uuid: z.string(),
  /** The file on its former host that would start it there once more. */
  configPath: z.string(),
  /** Whether that host starts it by itself when it boots. */
  autostart: z.boolean(),
  targetHostId: z.string(),
  at: z.number(),
});
export type RestartedVm = z.infer<typeof restartedVmSchema>;

/** What is kept of a host that is, or was, down. */
export const outageSchema = z.object({
  hostId: z.string(),
  /** Null: nothing proves that it is down, or it has answered since. */
  proof: proofSchema.nullable(),
  /** Those whose configuration on this host has not been taken out of use since. */
  vms: z.array(restartedVmSchema),
});
export type Outage = z.infer<typeof outageSchema>;

const words = z.array(z.string().min(1).max(1000)).min(1).max(40);

/**
 * How a host's power is cut by a command on another host: a program and its arguments, never a
 * shell's text. No password may be in it: it is kept in a plain file.
 */
export const fencingSchema = z.object({
  /** Where the commands are run. */
  viaHostId: z.string(),
  off: words,
  /** A command whose output holds `offText` (case aside) when the host is off; null: there is none. */
  status: z.object({ command: words, offText: z.string().min(1).max(200) }).nullable(),
});
export type Fencing = z.infer<typeof fencingSchema>;
