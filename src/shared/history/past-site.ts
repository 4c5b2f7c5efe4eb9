import type { z } from 'zod';
import { siteStateSchema } from '../model/site.ts';

/**
 * The hosts and VMs of the site as the console knew them at a moment, without what was never
 * kept: usage. A link is as it was then, never `connecting`.
 */
export const pastSiteSchema = siteStateSchema.pick({ hosts: true, vms: true });
export type PastSite = z.infer<typeof pastSiteSchema>;
