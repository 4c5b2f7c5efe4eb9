import { z } from 'zod';
import { generationSchema } from './names.ts';

/** `server.json` in the root of an image server: how clients reach it, which a console cannot know. */
export const serverSettingsSchema = z.looseObject({
  generation: generationSchema,
  /** In the clients' network. A number: an initrd has no names to look up. */
  address: z.ipv4({ message: 'An IPv4 address, as clients reach the server.' }),
  /** Where its images and boot files are served by HTTP, for iPXE. */
  httpPort: z.number().int().min(1).max(65535).default(80),
});
export type ServerSettings = z.infer<typeof serverSettingsSchema>;
