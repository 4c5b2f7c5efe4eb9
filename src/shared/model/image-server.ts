import { z } from 'zod';
import { appErrorSchema } from '../app-error-schema.ts';
import { serverLackSchema } from '../images/advise-server.ts';
import { rolloutGlanceSchema } from '../images/rollout-glance.ts';
import { serverFactsSchema } from '../images/server-facts.ts';
import { accessSchema, linkSchema } from './connection.ts';

/** An absolute folder, without `..` and control characters. */
export const rootSchema = z
  .string()
  .max(200)
  .regex(/^(\/[A-Za-z0-9._ -]+)+$/, 'An absolute folder of plain letters, e.g. /srv/stateless.')
  .refine((root) => !root.split('/').includes('..'), 'It must not lead upwards.');

/** A machine that keeps images and the clients that boot from them. */
export const imageServerSchema = z.object({
  id: z.string(),
  label: z.string(),
  access: accessSchema,
  /** Where its images lie. */
  root: z.string(),
  link: linkSchema,
  /** As it was seen last; null: not yet. */
  facts: serverFactsSchema.nullable(),
  lacks: z.array(serverLackSchema),
  /** Those under way, and those that ended while somebody looked. */
  rollouts: z.array(rolloutGlanceSchema),
  /** Why it could not be looked at, although it is connected. */
  problem: appErrorSchema.nullable(),
});
export type ImageServer = z.infer<typeof imageServerSchema>;
