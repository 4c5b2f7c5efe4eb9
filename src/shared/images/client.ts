import { z } from 'zod';
import { bootIdSchema, digestSchema, generationSchema, macSchema, nameSchema } from './names.ts';

/** How a client is reached to be switched and power-cycled. */
const placeSchema = z.discriminatedUnion('kind', [
  /** Found on whichever host runs it; a UUID outlives moves. */
  z.looseObject({ kind: z.literal('xen-vm'), uuid: z.uuid() }),
  /** A dom0 that is itself booted from an image; by its name in the console. */
  z.looseObject({ kind: z.literal('xen-host'), label: z.string().min(1).max(100) }),
  z.looseObject({ kind: z.literal('bare-metal') }),
]);

/** Where everything lies that is the client's own. */
const stateDriveSchema = z.discriminatedUnion('kind', [
  /** Below the root of the image server, exported by NFS. */
  z.looseObject({ kind: z.literal('nfs'), folder: z.string().min(1).max(255) }),
  z.looseObject({ kind: z.literal('block'), device: z.string().min(1).max(255) }),
]);

/**
 * `clients/<id>.json`: one machine that boots from an image. `desired` is what it shall run from
 * its next boot on, `previous` what it ran before that; `rejected` never come back by themselves.
 */
export const clientSchema = z.looseObject({
  generation: generationSchema,
  id: nameSchema,
  hostname: z.string().regex(/^[a-zA-Z0-9]([a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?$/),
  macs: z.array(macSchema).max(16),
  role: nameSchema,
  follows: z.discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('channel'), channel: nameSchema }),
    z.looseObject({ kind: z.literal('digest'), digest: digestSchema }),
  ]),
  group: nameSchema,
  place: placeSchema,
  stateDrive: stateDriveSchema,
  /** systemd's machine id: clones that shared one would get one DHCP lease. */
  machineId: z.string().regex(/^[0-9a-f]{32}$/),
  desired: digestSchema.nullable(),
  previous: digestSchema.nullable(),
  rejected: z.array(digestSchema).max(1000),
});
export type Client = z.infer<typeof clientSchema>;

/** `reports/<client>.json`: what a running client last said of itself. */
export const reportSchema = z.looseObject({
  client: nameSchema,
  /** Null: it runs no image. */
  digest: digestSchema.nullable(),
  bootId: bootIdSchema,
  stateMounted: z.boolean(),
  health: z.enum(['ok', 'failed', 'unknown']),
  /** The health command's own last words. */
  healthText: z.string().max(4096),
  /** By its own clock, seconds since the epoch: hours off, maybe. How old it is says the server. */
  at: z.number(),
});
export type Report = z.infer<typeof reportSchema>;

/**
 * `leases/<group>/<client>.json` and `rollouts/<id>/lease.json`: who may act, and until when. The
 * end is counted in the server's uptime, which no clock's correction moves; a reboot ends it too.
 */
export const leaseSchema = z.looseObject({
  holder: z.string().min(1).max(200),
  /** The server's clock, seconds since the epoch; for people. */
  since: z.number(),
  serverBoot: bootIdSchema,
  /** Seconds of uptime of that boot. */
  expires: z.number(),
});
export type Lease = z.infer<typeof leaseSchema>;
