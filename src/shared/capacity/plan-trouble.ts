import { z } from 'zod';
import { vmRefSchema } from '../model/vm.ts';

/** Each thing that can have happened to a plan's move since it was planned. */
export const planTroubleCodes = [
  'vm-elsewhere', // somebody else moved it
  'vm-gone', // no host runs it any more
  'memory-changed', // it takes up another amount than was planned for
  'host-gone', // removed from the console
  'host-away', // not connected
  'not-possible', // the verdict on the move, as of one made by hand
  'cpu-target', // its host is busier than was planned for, and would be filled above the target
  'kept-apart', // what it is kept apart from is there, or on its way there
  'not-together', // one that it is kept together with was not moved
  'earlier-move', // it moves twice, and the first move was not made
  'other-plan', // another plan is being carried out
] as const;

/**
 * What is in the way of a plan that was made a while ago. `refuses`: it does not begin at all;
 * `leaves-out`: this move is not made; `tells`: it is made, and this is good to know.
 */
export const planTroubleSchema = z.object({
  code: z.enum(planTroubleCodes),
  severity: z.enum(['refuses', 'leaves-out', 'tells']),
  /** Null where it is about no single VM. */
  vm: vmRefSchema.nullable(),
  message: z.string(),
});
export type PlanTrouble = z.infer<typeof planTroubleSchema>;
