import { z } from 'zod';
import { moveReasonSchema } from '../migration/verdict.ts';
import { vmRefSchema } from '../model/vm.ts';
import { fencingSchema } from '../outage/outage.ts';
import { done, method } from './method.ts';

const host = z.object({ hostId: z.string() }).strict();
const jobs = z.object({ jobIds: z.array(z.string()) });

/** Hosts that are down: how that is proved, and what is started elsewhere meanwhile. */
export const outageMethods = {
  /**
   * Where each VM that ran on a host could be started now, and which could not and why. Looks at
   * the chosen hosts. `choices` by VM name; null: it stays off; left out: the console chooses.
   */
  'outages.plan': method(
    'read',
    z.object({ hostId: z.string(), choices: z.record(z.string(), z.string().nullable()) }).strict(),
    z.object({
      rows: z.array(
        z.object({
          vm: vmRefSchema,
          memoryMiB: z.number(),
          targetHostId: z.string().nullable(),
          reasons: z.array(moveReasonSchema),
          options: z.array(z.string()),
        }),
      ),
    }),
  ),
  /** Takes the user's word that a host is down: its name, as it was typed. It holds until it answers. */
  'outages.giveWord': method(
    'destructive',
    z.object({ hostId: z.string(), typed: z.string().max(100) }).strict(),
    done,
  ),
  /** Starts VMs of a host that is proved to be down on others. Each is checked anew. */
  'outages.restart': method(
    'destructive',
    z
      .object({
        hostId: z.string(),
        restarts: z
          .array(z.object({ vm: z.string(), targetHostId: z.string() }).strict())
          .min(1)
          .max(1000),
      })
      .strict(),
    jobs,
  ),
  /** Takes the files out of use that would start VMs twice, of all that were started elsewhere. */
  'outages.retire': method(
    'destructive',
    z.object({ hostId: z.string(), uuids: z.array(z.string()).min(1).max(1000) }).strict(),
    jobs,
  ),
  /** Cuts the power of a host that does not answer. */
  'fencing.fence': method('destructive', host, z.object({ jobId: z.string() })),
  /** Null: it is not configured any more. */
  'fencing.set': method(
    'write',
    z.object({ hostId: z.string(), fencing: fencingSchema.nullable() }).strict(),
    done,
  ),
  /** Runs the status command, and nothing else. */
  'fencing.ask': method('read', host, z.object({ isOff: z.boolean(), text: z.string() })),
  /** Of a demo's host only: as if its plug were pulled, or put in again. */
  'demo.setPower': method(
    'destructive',
    z.object({ hostId: z.string(), on: z.boolean() }).strict(),
    done,
  ),
} as const;
