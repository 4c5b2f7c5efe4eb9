import { z } from 'zod';
import { digestSchema, nameSchema } from './names.ts';

/**
 * The last build of a role. `lost`: it was cut off, by a reboot of the server or a kill, and left
 * nothing but its log.
 */
export const buildSchema = z.object({
  role: nameSchema,
  by: z.string(),
  /** By the server's clock, ms since the epoch. */
  startedAt: z.number(),
  state: z.enum(['running', 'done', 'failed', 'cancelled', 'lost']),
  /** What it made; null: nothing. */
  digest: digestSchema.nullable(),
  /** False: an image of the very same content was there already. */
  isNew: z.boolean(),
  /** Why it failed: one sentence; the builder's own words are in the log. */
  problem: z.string().nullable(),
});
export type Build = z.infer<typeof buildSchema>;

/** A piece of a build's log. */
export const buildReadingSchema = z.object({
  /** Null: this role was never built. */
  build: buildSchema.nullable(),
  text: z.string(),
  /** Where the next piece begins, in bytes. */
  next: z.number().int().min(0),
  /** More of it lies there already. */
  more: z.boolean(),
});

/** What each step is, in the order they come, and how much of the whole is done when it begins. */
const steps = [
  { mark: 'stateroom: packages', fraction: 0.02, text: 'Fetching lists of packages' },
  { mark: 'I: downloading packages', fraction: 0.06, text: 'Downloading packages' },
  { mark: 'I: extracting archives', fraction: 0.25, text: 'Unpacking' },
  { mark: 'I: installing essential', fraction: 0.32, text: 'Installing the base' },
  { mark: 'I: installing remaining', fraction: 0.4, text: 'Installing packages' },
  { mark: 'I: cleaning package lists', fraction: 0.7, text: 'Cleaning up' },
  { mark: 'stateroom: client kit', fraction: 0.73, text: 'Laying in the client kit' },
  { mark: 'stateroom: initrd', fraction: 0.75, text: 'Making the initrd' },
  { mark: 'stateroom: squashfs', fraction: 0.8, text: 'Packing the root file system' },
  { mark: 'stateroom: import', fraction: 0.95, text: 'Taking it in' },
] as const;

/** How far a build is by its log. The fraction is of the steps, not of time. Pure. */
export function buildProgress(log: string): { text: string; fraction: number } {
  let now: { text: string; fraction: number } = { text: 'Beginning', fraction: 0 };
  for (const line of log.split('\n')) {
    const step = steps.find(({ mark }) => line.startsWith(mark));
    if (step && step.fraction > now.fraction) now = { text: step.text, fraction: step.fraction };
  }
  return now;
}
