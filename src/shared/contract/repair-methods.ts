import { z } from 'zod';
import { nameSchema } from '../images/names.ts';
import { cycleFateSchema, repairOutcomeSchema, setAsideSchema } from '../images/repair.ts';
import { method } from './method.ts';

const serverId = z.string();
const some = z.object({ serverId, clients: z.array(nameSchema).min(1).max(10_000) }).strict();
const outcomes = z.object({ outcomes: z.array(repairOutcomeSchema) });

/** Bringing clients back to what they should be. Each is audited on the server. */
export const repairMethods = {
  /** Reboots them, each into the image that it shall run; its drive stays as it is. */
  'repair.reboot': method('destructive', some, outcomes),
  /** Sets their drives aside, gives each a fresh one, and reboots them. */
  'repair.reset': method('destructive', some, outcomes),
  /** What a power-cycle would do to each, or why it cannot be. Changes nothing. */
  'repair.cyclePreview': method('read', some, z.object({ fates: z.array(cycleFateSchema) })),
  /** Ends the VMs of those that say nothing, and starts them anew: a job each. */
  'repair.cycle': method('destructive', some, z.object({ jobIds: z.array(z.string()) })),
  'repair.setAside': method(
    'read',
    z.object({ serverId }).strict(),
    z.object({ drives: z.array(setAsideSchema) }),
  ),
  /** Sets the present drive aside and puts this one back in its place. */
  'repair.putBack': method(
    'destructive',
    z
      .object({ serverId, client: nameSchema, path: setAsideSchema.shape.path })
      .strict()
      .refine(
        ({ client, path }) => path.startsWith(`state/.set-aside/${client}/`),
        'It is another client’s.',
      ),
    outcomes,
  ),
} as const;
