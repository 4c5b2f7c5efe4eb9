import { z } from 'zod';
import { vmRefSchema } from '../model/vm.ts';

/** What of a running VM can be set without stopping it. */
export const tuneParts = ['weight', 'cap', 'vcpus'] as const;
export type TunePart = (typeof tuneParts)[number];

/** One thing that may help a VM whose promise is broken, cheapest first. */
export const slaStepSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('tune'),
    part: z.enum(tuneParts),
    from: z.number(),
    to: z.number(),
  }),
  /** `restart`: what crashed is taken away and started anew. */
  z.object({ kind: z.literal('power'), action: z.enum(['restart', 'start', 'resume']) }),
  z.object({ kind: z.literal('move'), targetHostId: z.string() }),
  /** Its host does not answer: started anew on another one, once that host is proved to be down. */
  z.object({ kind: z.literal('elsewhere'), targetHostId: z.string() }),
]);
export type SlaStep = z.infer<typeof slaStepSchema>;

export const proposalSchema = z.object({
  uuid: z.string(),
  vm: vmRefSchema,
  step: slaStepSchema,
  /** One sentence with the numbers that led to it. */
  because: z.string(),
});
export type Proposal = z.infer<typeof proposalSchema>;
