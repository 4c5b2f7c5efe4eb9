import { z } from 'zod';

/** What a rollout would do to the VMs of one Xen host, as the site is now. */
export const hostPreviewSchema = z.object({
  client: z.string(),
  label: z.string(),
  /** Why nobody can tell; null: somebody can. */
  problem: z.string().nullable(),
  /** A host is still being read: ask again, it may be otherwise. */
  isStillRead: z.boolean(),
  moves: z.array(
    z.object({
      vm: z.string(),
      /** The host that takes it in, by its name in the console. */
      to: z.string(),
      memoryMiB: z.number(),
      /** Expected, in ms: of the way there, and the standstill in it. */
      durationMs: z.number(),
      pauseMs: z.number(),
      /** Why it could not come back from there; null: it could. */
      noWayBack: z.string().nullable(),
    }),
  ),
  /** VMs that find no place: the host would be left as it is. */
  stays: z.array(z.object({ vm: z.string(), reason: z.string() })),
});
export type HostPreview = z.infer<typeof hostPreviewSchema>;
