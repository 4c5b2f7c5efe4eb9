import { z } from 'zod';
import { appErrorSchema } from '../app-error-schema.ts';
import { capacityPlanSchema, planInputSchema } from '../capacity/capacity-plan.ts';
import { planProgressSchema } from '../capacity/plan-progress.ts';
import { planTroubleSchema } from '../capacity/plan-trouble.ts';
import { objectChangeSchema } from '../history/diff-sites.ts';
import { pastEventSchema } from '../history/past-event.ts';
import { pastSiteSchema } from '../history/past-site.ts';
import { imagesOverviewSchema } from '../images/overview.ts';
import { moveEstimateSchema, moveVerdictSchema } from '../migration/verdict.ts';
import { accessSchema, hostKeySchema, promptAnswerSchema } from '../model/connection.ts';
import { moveModes, powerActions, troubleAnswers } from '../model/job.ts';
import { settingsChangesSchema } from '../model/settings.ts';
import { siteSnapshotSchema } from '../model/site.ts';
import { foundSiteFileSchema, longestPassphrase, shortestPassphrase } from '../model/site-file.ts';
import { vmRefSchema } from '../model/vm.ts';
import { mailRouteSchema } from '../reports/mail-route.ts';
import { reportSchema } from '../reports/report.ts';
import { reportFormats, reportQuestionSchema } from '../reports/report-question.ts';
import { sampleSeriesSchema, seriesQuestionSchema } from '../samples/series.ts';
import { objectiveSubjectSchema, promiseSchema, tagSchema } from '../sla/objective.ts';
import { slaStepSchema } from '../sla/proposal.ts';
import { slaDaySchema, slaOfVmSchema, slaOverviewSchema } from '../sla/sla-overview.ts';
import { clientMethods } from './client-methods.ts';
import { imageMethods } from './image-methods.ts';
import { importMethods } from './import-methods.ts';
import { done, method, nothing } from './method.ts';
import { outageMethods } from './outage-methods.ts';
import { repairMethods } from './repair-methods.ts';

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
  /** The user has read a warning: it is not shown again. */
  'site.dismissWarning': method('write', z.object({ id: z.string() }).strict(), done),

  /** Where a site file would go, and which may be there to be opened. */
  'siteFile.places': method(
    'read',
    nothing,
    z.object({
      saveTo: z.string(),
      found: z.array(foundSiteFileSchema),
      /** Whether the system's own dialog can be asked for. */
      canChoose: z.boolean(),
    }),
  ),
  /** Asks with the system's own dialog; null: the user chose none. */
  'siteFile.choose': method(
    'read',
    z.object({ purpose: z.enum(['save', 'open']), path: z.string() }).strict(),
    z.object({ path: z.string().nullable() }),
  ),
  /**
   * Writes the open site into one encrypted file, without any secret; answers when it is on the
   * disk. `path`: a whole one, or one that begins with ~.
   */
  'siteFile.save': method(
    'write',
    z
      .object({
        path: z.string().min(1).max(4096),
        passphrase: z.string().min(shortestPassphrase).max(longestPassphrase),
        replace: z.boolean(),
      })
      .strict(),
    z.object({
      path: z.string(),
      bytes: z.number(),
      /** Why usage is not in it; null: it is. */
      samplesProblem: appErrorSchema.nullable(),
    }),
  ),
  /** Shows the site of a file, read-only, in the place of the one that is open. */
  'siteFile.open': method(
    'write',
    z
      .object({ path: z.string().min(1).max(4096), passphrase: z.string().max(longestPassphrase) })
      .strict(),
    done,
  ),
  /** Calls off the writing or opening of a site file. */
  'siteFile.cancel': method('write', nothing, done),

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
  /** From its host; where that is not connected, as it was last seen, without passwords. */
  'vms.readConfig': method(
    'read',
    vmRefSchema.strict(),
    z.object({ path: z.string(), text: z.string(), asLastSeen: z.boolean() }),
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

  /** Plans moves over the site as it is now. Changes nothing; the last few plans can be applied. */
  'capacity.plan': method(
    'read',
    planInputSchema,
    z.object({ planId: z.string(), plan: capacityPlanSchema }),
  ),
  /** How far a plan is that is being made; null: it is not, or not any more. */
  'capacity.progress': method(
    'read',
    z.object({ askId: z.string() }).strict(),
    z.object({ progress: planProgressSchema.nullable() }),
  ),
  /** Ends the making of a plan: whoever waits for it gets the error `cancelled`. */
  'capacity.cancel': method('read', z.object({ askId: z.string() }).strict(), done),
  /** What has changed since a plan was made, as far as it matters to its moves. */
  'capacity.check': method(
    'read',
    z.object({ planId: z.string() }).strict(),
    z.object({ troubles: z.array(planTroubleSchema) }),
  ),
  /** Carries a plan out as one job, whose moves are jobs of their own. */
  'capacity.apply': method(
    'destructive',
    z.object({ planId: z.string(), onTrouble: z.enum(troubleAnswers) }).strict(),
    jobId,
  ),

  /** CPU and memory over any stretch of time, in evenly spaced points; gaps are points without samples. */
  'samples.series': method('read', seriesQuestionSchema, sampleSeriesSchema),

  /** What is promised to VMs, how it stands with that, and what was done for it. */
  'sla.overview': method('read', nothing, slaOverviewSchema),
  /** What is promised to one VM, by an objective of its own or its tags', and its tags. */
  'sla.ofVm': method('read', z.object({ uuid: z.string() }).strict(), slaOfVmSchema),
  /** Every local day of which something was seen of a VM's promise, oldest first. */
  'sla.days': method(
    'read',
    z.object({ uuid: z.string() }).strict(),
    z.object({ days: z.array(slaDaySchema) }),
  ),
  /** Adds an objective (`id` null) or changes one. In mode `act` hosts are acted on from then on. */
  'sla.put': method(
    'destructive',
    z
      .object({
        id: z.string().nullable(),
        subject: objectiveSubjectSchema,
        promise: promiseSchema,
      })
      .strict(),
    z.object({ id: z.string() }),
  ),
  /** What was set of its VMs is given back, as soon as their hosts can be reached. */
  'sla.remove': method('write', z.object({ id: z.string() }).strict(), done),
  /**
   * Carries out what is proposed for a VM, unless something else is meanwhile. A setting is done
   * when this answers; a move, a start or a resume is a job.
   */
  'sla.accept': method(
    'destructive',
    z.object({ uuid: z.string(), step: slaStepSchema }).strict(),
    done,
  ),
  'sla.dismiss': method('write', z.object({ uuid: z.string() }).strict(), done),
  /** Replaces the tags that the console keeps of a VM. */
  'vms.tag': method(
    'write',
    z.object({ vm: vmRefSchema, tags: z.array(tagSchema).max(20) }).strict(),
    done,
  ),
  ...imageMethods,
  ...importMethods,
  ...repairMethods,
  ...clientMethods,
  ...outageMethods,

  'jobs.cancel': method('write', jobId, done),
  /** A plan begins no more moves until it is resumed; those under way go on. */
  'jobs.pause': method('write', jobId, done),
  'jobs.resume': method('write', jobId, done),
  /** Takes an ended job out of the tray; its journal stays. */
  'jobs.dismiss': method('write', jobId, done),
  /** Looks at the hosts again and settles an undecided job if what is there now is clear. */
  'jobs.recheck': method('read', jobId, done),

  /**
   * When hosts, VMs, configuration files or images changed, oldest first, at most the newest 5,000
   * moments. Milliseconds since the epoch.
   */
  'history.moments': method('read', nothing, z.object({ moments: z.array(z.number()) })),
  /** The site as it was at a moment. */
  'history.at': method('read', z.object({ at: z.number() }).strict(), pastSiteSchema),
  /** What an image server kept at a moment; null: nothing is known of it then. */
  'history.images': method(
    'read',
    z.object({ at: z.number(), serverId: z.string() }).strict(),
    z.object({ overview: imagesOverviewSchema.nullable() }),
  ),
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

  /** The report as far as a page shows it: the first rows of each table. */
  'reports.preview': method('read', reportQuestionSchema, reportSchema),
  /** Makes the file, which the shell then hands to the user under `reports/` and its id. */
  'reports.make': method(
    'read',
    z.object({ question: reportQuestionSchema, format: z.enum(reportFormats) }).strict(),
    z.object({ reportId: z.string(), fileName: z.string(), bytes: z.number() }),
  ),

  /** The password goes to the shell's own store of secrets, and never comes back. */
  'reports.setMailPassword': method(
    'write',
    z
      .object({
        server: z.string().max(253),
        port: z.number().int(),
        user: z.string().min(1).max(320),
        password: z.string().min(1).max(1000),
        keep: z.enum(['session', 'remember']),
      })
      .strict(),
    done,
  ),
  /** Sends a word to those whom reports go to; answers whom the server took it for. */
  'reports.testMail': method('write', mailRouteSchema, z.object({ to: z.array(z.string()) })),
  'settings.update': method('write', settingsChangesSchema, done),
} as const;

export type MethodName = keyof typeof methods;
export type MethodInput<M extends MethodName> = z.input<(typeof methods)[M]['input']>;
export type MethodOutput<M extends MethodName> = z.output<(typeof methods)[M]['output']>;
