import { z } from 'zod';
import { clientSchema } from './client.ts';
import { mostNewClients } from './expand-names.ts';
import { digestSchema, nameSchema } from './names.ts';

/** What a new VM is given. Memory in MiB. */
const vmShape = {
  type: z.enum(['pv', 'pvh']),
  memoryMiB: z.number().int().min(32).max(4_194_304),
  vcpus: z.number().int().min(1).max(512),
  /** As Linux names a bridge. */
  bridge: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/, {
    message: 'A bridge’s name has 1 to 15 letters, digits, dots, dashes and underscores.',
  }),
  /** Whether its host starts it with itself. */
  autostart: z.boolean(),
};

/** Machines that are to be clients of an image server, and are none yet. */
export const newClientsRequestSchema = z
  .object({
    role: nameSchema,
    digest: digestSchema,
    group: nameSchema,
    /** The channel that they follow; null: this version alone. */
    channel: nameSchema.nullable(),
    /** See `expandNames`; a list of machines may name them itself. */
    names: z.string().max(8_000),
    count: z.number().int().nullable(),
    drive: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('nfs') }).strict(),
      /** Of the machine's own, e.g. /dev/sda2. */
      z
        .object({
          kind: z.literal('block'),
          device: z.string().regex(/^\/dev\/[A-Za-z0-9._/-]{1,200}$/, {
            message: 'A device is a path below /dev.',
          }),
        })
        .strict(),
    ]),
    machines: z.discriminatedUnion('kind', [
      /** See `parseMacList`. */
      z.object({ kind: z.literal('bare-metal'), list: z.string().max(100_000) }).strict(),
      z
        .object({
          kind: z.literal('xen-vm'),
          hostIds: z.array(z.string()).max(2_000),
          start: z.boolean(),
          ...vmShape,
        })
        .strict(),
    ]),
    /** What UUIDs and MACs are made of, so that what is made is what was shown. */
    seed: z.uuid(),
  })
  .strict();
export type NewClientsRequest = z.infer<typeof newClientsRequestSchema>;

/** One of them, whole: enough to make it, and to find it again. */
export const newMachineSchema = z.object({
  client: clientSchema,
  /** Null: a machine of metal, which is there already. */
  vm: z.object({ hostId: z.string(), start: z.boolean(), ...vmShape }).nullable(),
});
export type NewMachine = z.infer<typeof newMachineSchema>;

export const newClientsPreviewSchema = z.object({
  /** What is against all of them. */
  troubles: z.array(z.string()),
  machines: z.array(
    z.object({
      name: z.string(),
      troubles: z.array(z.string()),
      /** Null where it cannot be. */
      machine: newMachineSchema.nullable(),
      configPath: z.string().nullable(),
      /** What its host is given as its configuration. */
      config: z.string().nullable(),
    }),
  ),
  /** Of exactly this; null where it cannot be made. */
  agreed: z.string().nullable(),
});
export type NewClientsPreview = z.infer<typeof newClientsPreviewSchema>;

/** What is done about them by one job. */
export const newMachinesSchema = z.array(newMachineSchema).min(1).max(mostNewClients);
