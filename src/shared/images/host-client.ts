import { z } from 'zod';
import { clientSchema } from './client.ts';
import { digestSchema, macSchema, nameSchema } from './names.ts';

/** A host of the console that is to boot its dom0 from an image from its next start on. */
export const hostClientRequestSchema = z
  .object({
    hostId: z.string(),
    role: nameSchema,
    digest: digestSchema,
    /** The channel that it follows; null: this version alone. */
    channel: nameSchema.nullable(),
    group: nameSchema,
    /** Of the network cards that it may boot by; none: it boots by other means than iPXE. */
    macs: z.array(macSchema).max(16),
  })
  .strict();
export type HostClientRequest = z.infer<typeof hostClientRequestSchema>;

export const plannedHostClientSchema = z.object({
  /** Why it cannot be; none: it can. */
  troubles: z.array(z.string()),
  /** Null where it cannot be. */
  client: clientSchema.nullable(),
  /** The kernel's arguments that its boot has to give; null where nobody knows them. */
  kernelArguments: z.string().nullable(),
  /** Files that iPXE reads, by path below the server's root. */
  bootFiles: z.array(z.string()),
});
export type PlannedHostClient = z.infer<typeof plannedHostClientSchema>;
