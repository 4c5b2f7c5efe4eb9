import { z } from 'zod';
import { appErrorSchema } from '../app-error-schema.ts';
import { fencingSchema, outageSchema } from '../outage/outage.ts';
import { promptSchema } from './connection.ts';
import { hostSchema, hostUsageSchema } from './host.ts';
import { imageServerSchema } from './image-server.ts';
import { jobSchema } from './job.ts';
import { settingsSchema } from './settings.ts';
import { fileWorkSchema, openFileSchema } from './site-file.ts';
import { vmSchema } from './vm.ts';

/**
 * `none`: first run, the user has chosen neither the demo nor a host of their own. `file`: a site
 * file, read-only.
 */
export const siteKinds = ['none', 'demo', 'own', 'file'] as const;

/**
 * All that the renderer knows. VMs are kept by host and then by name, so that a change copies
 * one host's few VMs and never twenty thousand entries.
 */
export const siteStateSchema = z.object({
  kind: z.enum(siteKinds),
  hosts: z.record(z.string(), hostSchema),
  vms: z.record(z.string(), z.record(z.string(), vmSchema)),
  imageServers: z.record(z.string(), imageServerSchema),
  /** By host: what is known of its being down, and which VMs were started elsewhere meanwhile. */
  outages: z.record(z.string(), outageSchema),
  /** By host: how its power is cut, where that is configured. */
  fencing: z.record(z.string(), fencingSchema),
  jobs: z.record(z.string(), jobSchema),
  prompts: z.record(z.string(), promptSchema),
  settings: settingsSchema,
  /** What the user has to know of the site's files, until it was read. By a name for each. */
  warnings: z.record(z.string(), appErrorSchema),
  /** Null unless the kind is `file`. */
  file: openFileSchema.nullable(),
  /** What is being done with a site file; null: nothing. */
  fileWork: fileWorkSchema.nullable(),
});
export type SiteState = z.infer<typeof siteStateSchema>;

export const siteEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('site'), kind: z.enum(siteKinds) }),
  z.object({ type: z.literal('host-put'), host: hostSchema }),
  z.object({ type: z.literal('host-removed'), hostId: z.string() }),
  /** Every VM of a host as it is now: what is not in it is gone. */
  z.object({ type: z.literal('vms-replaced'), hostId: z.string(), vms: z.array(vmSchema) }),
  z.object({ type: z.literal('vm-put'), vm: vmSchema }),
  z.object({ type: z.literal('vm-removed'), hostId: z.string(), name: z.string() }),
  /** Only numbers that change all the time: `[name, pCPUs in use, CPU seconds]`. */
  z.object({
    type: z.literal('usage'),
    hostId: z.string(),
    usage: hostUsageSchema,
    vms: z.array(z.tuple([z.string(), z.number().nullable(), z.number().nullable()])),
  }),
  z.object({ type: z.literal('image-server-put'), server: imageServerSchema }),
  z.object({ type: z.literal('image-server-removed'), serverId: z.string() }),
  z.object({ type: z.literal('outage-put'), outage: outageSchema }),
  z.object({ type: z.literal('outage-removed'), hostId: z.string() }),
  /** Null: it is not configured any more. */
  z.object({
    type: z.literal('fencing'),
    hostId: z.string(),
    fencing: fencingSchema.nullable(),
  }),
  z.object({ type: z.literal('job-put'), job: jobSchema }),
  z.object({ type: z.literal('job-removed'), jobId: z.string() }),
  z.object({ type: z.literal('prompt-put'), prompt: promptSchema }),
  z.object({ type: z.literal('prompt-removed'), promptId: z.string() }),
  z.object({ type: z.literal('settings'), settings: settingsSchema }),
  z.object({ type: z.literal('warning-removed'), id: z.string() }),
  z.object({ type: z.literal('file-work'), work: fileWorkSchema.nullable() }),
]);
export type SiteEvent = z.infer<typeof siteEventSchema>;

/** Deltas carry consecutive numbers; a listener that misses one asks for a new snapshot. */
export const siteDeltaSchema = z.object({ seq: z.number(), events: z.array(siteEventSchema) });
export type SiteDelta = z.infer<typeof siteDeltaSchema>;

export const siteSnapshotSchema = z.object({ seq: z.number(), state: siteStateSchema });
export type SiteSnapshot = z.infer<typeof siteSnapshotSchema>;
