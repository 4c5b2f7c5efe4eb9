import { z } from 'zod';
import { appErrorSchema } from '../app-error-schema.ts';
import { channelSchema, manifestSchema, roleSchema } from './image.ts';
import { clientStates, rolloutHeadSchema, rolloutSummarySchema } from './rollout-state.ts';

/** What a client is not as it should be by. */
export const driftKinds = [
  'none',
  /** It has not reported for a while, or never. */
  'silent',
  'other-image',
  'no-state-drive',
  'unhealthy',
  /** Its boot file is not as it is written for it: the next boot may bring anything. */
  'boot-file',
  /** Its channel names another image than it shall run: a rollout brings it there. */
  'off-channel',
] as const;
export type Drift = (typeof driftKinds)[number];

const tallySchema = z.partialRecord(z.enum(clientStates), z.number());

export const imagesOverviewSchema = z.object({
  /** The server's clock, ms since the epoch. */
  at: z.number(),
  roles: z.array(roleSchema),
  /** Newest first. */
  images: z.array(
    z.object({
      manifest: manifestSchema,
      bytes: z.number(),
      /** Clients that shall run it, ran it before, and said last that they run it. */
      desired: z.number(),
      previous: z.number(),
      running: z.number(),
      channels: z.array(z.string()),
      rollouts: z.array(z.string()),
    }),
  ),
  /** Versions that are kept as patches of others, by the digests of both. */
  packed: z.array(
    z.object({
      role: z.string(),
      digest: z.string(),
      from: z.string(),
      bytes: z.number(),
      wholeBytes: z.number().nullable(),
      origin: z.string(),
    }),
  ),
  channels: z.array(channelSchema),
  clients: z.array(
    z.object({
      id: z.string(),
      role: z.string(),
      group: z.string(),
      kind: z.enum(['xen-vm', 'xen-host', 'bare-metal']),
      channel: z.string().nullable(),
      desired: z.string().nullable(),
      /** What it was meant to run before. */
      previous: z.string().nullable(),
      running: z.string().nullable(),
      health: z.enum(['ok', 'failed', 'unknown']),
      healthText: z.string(),
      stateMounted: z.boolean().nullable(),
      /** Seconds ago, by the server's clock; null: never. */
      reportAge: z.number().nullable(),
      /** How far the client's own clock is ahead of the server's, as of its report. */
      clockOffSeconds: z.number().nullable(),
      rejected: z.array(z.string()),
      /** The gravest of them; `none` where there is none. */
      drift: z.enum(driftKinds),
      drifts: z.array(z.enum(driftKinds)),
      /** Who has leased it, a rollout or a repair; null: nobody. */
      heldBy: z.string().nullable(),
      /** Below the server's root; null: a block device. */
      driveFolder: z.string().nullable(),
    }),
  ),
  rollouts: z.array(
    z.object({
      id: z.string(),
      role: z.string(),
      digest: z.string(),
      createdAt: z.number(),
      createdBy: z.string(),
      head: rolloutHeadSchema,
      waves: z.number(),
      tally: tallySchema,
      /** Who carries it; null: nobody does at this moment. */
      holder: z.string().nullable(),
    }),
  ),
  ended: z.array(rolloutSummarySchema),
  /** Files that are torn or odd, and were left out. */
  problems: z.array(z.object({ path: z.string(), error: appErrorSchema })),
});
export type ImagesOverview = z.infer<typeof imagesOverviewSchema>;
