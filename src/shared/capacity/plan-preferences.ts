import { z } from 'zod';

/** A VM by what stays with it wherever it goes. The name is for people. */
const keptVmSchema = z.object({ uuid: z.string(), name: z.string() });
export type KeptVm = z.infer<typeof keptVmSchema>;

/** A rule that outlives plans: VMs by UUID, since their places change with every plan. */
export const keptRuleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stay'), vm: keptVmSchema }),
  z.object({ kind: z.literal('pinned'), vm: keptVmSchema, hostIds: z.array(z.string()).min(1) }),
  z.object({ kind: z.literal('together'), vms: z.array(keptVmSchema).min(2) }),
  z.object({ kind: z.literal('apart'), vms: z.array(keptVmSchema).min(2) }),
]);
export type KeptRule = z.infer<typeof keptRuleSchema>;

/** What the capacity page was last told to plan with. */
export const planPreferencesSchema = z.object({
  cpuTarget: z.number().min(0.1).max(1).default(0.8),
  spareHosts: z.number().int().min(0).max(100).default(0),
  stopAndCopy: z.boolean().default(false),
  /** A freed host is worth so many moves; null: any number. */
  mostMovesPerHost: z.number().int().min(1).nullable().default(null),
  /** To even out the load, a move has to bring two hosts nearer by this share of a host. */
  minGain: z.number().min(0.01).max(1).default(0.05),
  rules: z.array(keptRuleSchema).max(10_000).default([]),
});
export type PlanPreferences = z.infer<typeof planPreferencesSchema>;
