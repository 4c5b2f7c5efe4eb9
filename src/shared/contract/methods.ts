import { z } from 'zod';
import { capacityPlanSchema, planInputSchema } from '../capacity/capacity-plan.ts';
import { objectChangeSchema } from '../history/diff-sites.ts';
import { pastEventSchema } from '../history/past-event.ts';
import { pastSiteSchema } from '../history/past-site.ts';
import { moveEstimateSchema, moveVerdictSchema } from '../migration/verdict.ts';
import { accessSchema, hostKeySchema, promptAnswerSchema } from '../model/connection.ts';
import { moveModes, powerActions } from '../model/job.ts';
import { settingsSchema } from '../model/settings.ts';
import { siteSnapshotSchema } from '../model/site.ts';
import { vmRefSchema } from '../model/vm.ts';
import { sampleSeriesSchema, seriesQuestionSchema } from '../samples/series.ts';
import { imageMethods } from './image-methods.ts';
import { done, method, nothing } from './method.ts';

const hostId = z.object({ hostId: z.string() }).strict();
const jobId = z.object({ jobId: z.string() }).strict();
const moveInput = z
  .object({ vm: vmRefSchema, targetHostId: z.string(), mode: z.enum(moveModes) })
  .strict();

/**
 * The one table of what a renderer may ask of the core. Every answer is a Result of the output.
 * A method that changes the site answers once its job is journaled, not when the job is over.
 */
export const methods = {
  'site.snapshot': method('read', nothing, siteSnapshotSchema),
  /** Opens the embedded demo site; hosts of one's own are kept and come back with `site.openOwn`. */
  'site.openDemo': method('write', nothing, done),
  'site.openOwn': method('write', nothing, done),

  /** Hosts of ~/.ssh/config that are not patterns, for the form's suggestions. */
  'hosts.suggestions': method(
    'read',
    nothing,
    z.object({
      hosts: z.array(
        z.object({ alias: z.string(), address: z.string(), port: z.number(), user: z.string() }),
      ),
      /** Why the file could not be read; null when it was, or when there is none. */
      problem: z.string().nullable(),
    }),
  ),
  /** Adds a host and begins to connect; questions come as prompts. Switches to the own site. */
  'hosts.add': method(
    'write',
    z.object({ label: z.string().min(1).max(100), access: accessSchema }).strict(),
    hostId,
  ),
  'hosts.update': method(
    'write',
    z
      .object({ hostId: z.string(), label: z.string().min(1).max(100), access: accessSchema })
      .strict(),
    done,
  ),
  /** Forgets the host, its pinned key and its kept secrets. Nothing on the host changes. */
  'hosts.remove': method('write', hostId, done),
  'hosts.connect': method('write', hostId, done),
  'hosts.disconnect': method('write', hostId, done),
  /** Reads everything of this host anew, now. */
  'hosts.refresh': method('read', hostId, done),
  'hosts.pinnedKey': method('read', hostId, z.object({ key: hostKeySchema.nullable() })),

  'prompts.answer': method(
    'write',
    z.object({ promptId: z.string(), answer: promptAnswerSchema }).strict(),
    done,
  ),

  'vms.power': method(
    'destructive',
    z.object({ vm: vmRefSchema, action: z.enum(powerActions) }).strict(),
    jobId,
  ),
  'vms.readConfig': method(
    'read',
    vmRefSchema.strict(),
    z.object({ path: z.string(), text: z.string() }),
  ),

  /** Looks at both hosts now: everything the pure verdict says, and what only the hosts can tell. */
  'moves.preflight': method(
    'read',
    moveInput,
    z.object({ verdict: moveVerdictSchema, estimate: moveEstimateSchema }),
  ),
  /** Queues the moves in this order; as many run at once as the setting says. */
  'moves.start': method(
    'destructive',
    z.object({ moves: z.array(moveInput).min(1).max(1000) }).strict(),
    z.object({ jobIds: z.array(z.string()) }),
  ),

  /** Plans moves over the site as it is now. Changes nothing. */
  'capacity.plan': method('read', planInputSchema, capacityPlanSchema),

  /** CPU and memory over any stretch of time, in evenly spaced points; gaps are points without samples. */
  'samples.series': method('read', seriesQuestionSchema, sampleSeriesSchema),

  ...imageMethods,

  'jobs.cancel': method('write', jobId, done),
  /** Takes an ended job out of the tray; its journal stays. */
  'jobs.dismiss': method('write', jobId, done),
  /** Looks at the hosts again and settles an undecided job if what is there now is clear. */
  'jobs.recheck': method('read', jobId, done),

  /**
   * When hosts or VMs changed, oldest first, at most the newest 5,000 moments. Milliseconds since
   * the epoch.
   */
  'history.moments': method('read', nothing, z.object({ moments: z.array(z.number()) })),
  /** The site as it was at a moment. */
  'history.at': method('read', z.object({ at: z.number() }).strict(), pastSiteSchema),
  /** What makes the site of the one moment into that of the other. */
  'history.diff': method(
    'read',
    z.object({ from: z.number(), to: z.number() }).strict(),
    z.object({ changes: z.array(objectChangeSchema) }),
  ),
  /**
   * Past events in which every word of the query occurs, case and diacritics aside: in the name of
   * a host or VM or of its host, or in what a job did to which of them. Newest first, at most
   * `limit` (1 to 100); an empty query gives the newest.
   */
  'history.find': method(
    'read',
    z.object({ query: z.string().max(500), limit: z.number().int().min(1).max(100) }).strict(),
    z.object({ events: z.array(pastEventSchema) }),
  ),

  'settings.update': method('write', settingsSchema.partial().strict(), done),
} as const;

export type MethodName = keyof typeof methods;
export type MethodInput<M extends MethodName> = z.input<(typeof methods)[M]['input']>;
export type MethodOutput<M extends MethodName> = z.output<(typeof methods)[M]['output']>;
