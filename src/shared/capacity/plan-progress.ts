import { z } from 'zod';

/** What a planner is at, in this order; a small site is proven, a large one is not. */
export const planStages = ['reading', 'searching', 'proving', 'telling'] as const;

/** `fraction` of the stage, 0 to 1; null: there is no telling. */
export const planProgressSchema = z.object({
  stage: z.enum(planStages),
  fraction: z.number().min(0).max(1).nullable(),
});
export type PlanProgress = z.infer<typeof planProgressSchema>;
export type TellProgress = (progress: PlanProgress) => void;
