import { z } from 'zod';

/** What of an image server was found by its words, and where the Images page shows it. */
export const foundItemSchema = z.object({
  serverId: z.string(),
  part: z.enum(['images', 'clients', 'rollouts']),
  /** The client's or rollout's id; of an image its digest. */
  id: z.string(),
  name: z.string(),
  /** What it is, in a few words. */
  text: z.string(),
});
export type FoundItem = z.infer<typeof foundItemSchema>;
