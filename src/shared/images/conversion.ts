import { z } from 'zod';
import { vmRefSchema } from '../model/vm.ts';
import { clientSchema } from './client.ts';
import { digestSchema, nameSchema } from './names.ts';

/** VMs that are to boot from an image from their next start on. */
export const conversionRequestSchema = z
  .object({
    role: nameSchema,
    digest: digestSchema,
    group: nameSchema,
    /** The channel that they follow; null: this version alone. */
    channel: nameSchema.nullable(),
    vms: z.array(vmRefSchema.strict()).min(1).max(100),
  })
  .strict();
export type ConversionRequest = z.infer<typeof conversionRequestSchema>;

/** What becomes of one VM. */
export const conversionSchema = z.object({
  hostId: z.string(),
  vm: z.string(),
  /** Why it cannot be; none: it can. */
  troubles: z.array(z.string()),
  /** Null where it cannot be. */
  client: clientSchema.nullable(),
  configPath: z.string().nullable(),
  /** Where the present configuration is kept, for the way back. */
  keptAs: z.string().nullable(),
  /** The configuration as it is and as it will be, without passwords; null where it cannot be read. */
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type Conversion = z.infer<typeof conversionSchema>;

/** Behind the path of a configuration that was one of a VM with a system of its own. */
export const beforeImageSuffix = '.before-image';
