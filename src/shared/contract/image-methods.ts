import { z } from 'zod';
import { appErrorSchema } from '../app-error-schema.ts';
import { buildReadingSchema, buildSchema } from '../images/build.ts';
import { foundItemSchema } from '../images/found-item.ts';
import { hostPreviewSchema } from '../images/host-preview.ts';
import { packCostSchema } from '../images/image.ts';
import { imageDiffSchema } from '../images/image-diff.ts';
import { digestSchema, generationSchema, nameSchema } from '../images/names.ts';
import { imagesOverviewSchema } from '../images/overview.ts';
import { recipeSchema } from '../images/recipe.ts';
import { rolloutCommandSchema } from '../images/rollout-command.ts';
import { planRequestSchema, rolloutPlanSchema } from '../images/rollout-plan.ts';
import { rolloutRecordSchema } from '../images/rollout-record.ts';
import { rolloutStateSchema } from '../images/rollout-state.ts';
import { rolloutTimerSchema } from '../images/rollout-timer.ts';
import { accessSchema } from '../model/connection.ts';
import { rootSchema } from '../model/image-server.ts';
import { reportFormats } from '../reports/report-question.ts';
import { done, method } from './method.ts';

const serverId = z.string();
const server = z.object({ serverId }).strict();
const rollout = z.object({ serverId, rolloutId: nameSchema }).strict();
const image = z.object({ serverId, role: nameSchema, digest: digestSchema }).strict();

/** Image servers, their images and rollouts. What acts there is audited there, with who did it. */
export const imageMethods = {
  /** Adds an image server and begins to connect; questions come as prompts. */
  'images.addServer': method(
    'write',
    z
      .object({ label: z.string().min(1).max(100), access: accessSchema, root: rootSchema })
      .strict(),
    server,
  ),
  /** Forgets it and its pinned key. Nothing on it changes, and rollouts there can be carried on. */
  'images.removeServer': method('write', server, done),
  'images.connect': method('write', server, done),
  /** Looks anew at what it has and lacks; the answer comes with the site. */
  'images.probe': method('read', server, done),
  /** Runs the commands that its lack names, as they are shown; what they said. */
  'images.mend': method(
    'destructive',
    z.object({ serverId, lackId: z.string() }).strict(),
    z.object({ said: z.array(z.string()) }),
  ),
  /** Everything that it keeps, as of now: one round trip. */
  'images.overview': method('read', server, imagesOverviewSchema),
  /**
   * Images, clients and rollouts of all image servers, as they were last read, in which every word
   * of the query occurs; best first, at most `limit` (1 to 100).
   */
  'images.find': method(
    'read',
    z.object({ query: z.string().max(500), limit: z.number().int().min(1).max(100) }).strict(),
    z.object({ found: z.array(foundItemSchema) }),
  ),
  'images.diff': method(
    'read',
    z.object({ serverId, role: nameSchema, from: digestSchema, to: digestSchema }).strict(),
    imageDiffSchema,
  ),
  /** What a role is built from; a role without a recipe has one of generation 0 to begin with. */
  'builds.recipe': method('read', z.object({ serverId, role: nameSchema }).strict(), recipeSchema),
  /**
   * Keeps the recipe, makes its role if it is new, and begins to build an image there: it goes on
   * whoever hangs up. `recipe.generation`: as it was read.
   */
  'builds.start': method(
    'write',
    z
      .object({
        serverId,
        role: nameSchema,
        title: z.string().max(200),
        healthCommand: z.string().max(4096),
        recipe: recipeSchema,
      })
      .strict(),
    done,
  ),
  /** The last build of each role. */
  'builds.list': method('read', server, z.array(buildSchema)),
  /** How the last build of a role is, and its log from byte `from` on. */
  'builds.read': method(
    'read',
    z.object({ serverId, role: nameSchema, from: z.number().int().min(0) }).strict(),
    buildReadingSchema,
  ),
  /** Ends it, with all that it has made. */
  'builds.cancel': method('destructive', z.object({ serverId, role: nameSchema }).strict(), done),
  /** Lets a channel name this version. `generation`: of the channel as it was seen; null: it is new. */
  'images.publish': method(
    'write',
    z
      .object({
        serverId,
        role: nameSchema,
        channel: nameSchema,
        digest: digestSchema,
        generation: generationSchema.nullable(),
      })
      .strict(),
    done,
  ),
  /** What a version takes on disk, and what it would as a patch of another; takes seconds there. */
  'images.packCost': method(
    'read',
    z.object({ serverId, role: nameSchema, digest: digestSchema, from: digestSchema }).strict(),
    packCostSchema,
  ),
  /** Keeps it as such a patch. Refused as `in-use` while anybody needs it. */
  'images.pack': method(
    'destructive',
    z.object({ serverId, role: nameSchema, digest: digestSchema, from: digestSchema }).strict(),
    packCostSchema,
  ),
  /** Makes it whole again. */
  'images.unpack': method('write', image, done),
  /** Refused as `in-use` while anybody needs it. */
  'images.delete': method('destructive', image, done),

  /** Who would be touched in which wave, and who is left out and why. Changes nothing. */
  'rollouts.preview': method(
    'read',
    z.object({ serverId, request: planRequestSchema }).strict(),
    rolloutPlanSchema,
  ),
  /** Which VMs it would move off its Xen hosts, where to, and which it cannot. Changes nothing. */
  'rollouts.previewHosts': method(
    'read',
    z.object({ serverId, request: planRequestSchema }).strict(),
    z.object({ hosts: z.array(hostPreviewSchema) }),
  ),
  /** Puts the rollout down on its server and carries it. */
  'rollouts.start': method(
    'destructive',
    z.object({ serverId, request: planRequestSchema }).strict(),
    rollout,
  ),
  'rollouts.read': method(
    'read',
    rollout,
    z.object({
      plan: rolloutPlanSchema,
      state: rolloutStateSchema,
      carriedHere: z.boolean(),
      /** Why it does not go on here at this moment; null: it does, or is carried elsewhere. */
      problem: appErrorSchema.nullable(),
    }),
  ),
  /** All that was put down of a rollout, over or not. */
  'rollouts.record': method('read', rollout, rolloutRecordSchema),
  /** The same as a file, which the shell hands to the user as it does a report. */
  'rollouts.export': method(
    'read',
    z.object({ serverId, rolloutId: nameSchema, format: z.enum(reportFormats) }).strict(),
    z.object({ reportId: z.string(), fileName: z.string(), bytes: z.number() }),
  ),
  /** What is there of the timer that advances rollouts while no console is open. */
  'rollouts.timer': method('read', server, rolloutTimerSchema),
  'rollouts.installTimer': method('destructive', server, done),
  'rollouts.removeTimer': method('destructive', server, done),
  /** Carries one that lies on the server; it goes on as soon as its lease is free. */
  'rollouts.carry': method('write', rollout, done),
  'rollouts.leave': method('write', rollout, done),
  'rollouts.command': method(
    'destructive',
    z.object({ serverId, rolloutId: nameSchema, command: rolloutCommandSchema }).strict(),
    done,
  ),
  /** Takes the lease from a console that is dead. */
  'rollouts.release': method('destructive', rollout, done),
} as const;
