import { z } from 'zod';

/** Times of a month in ms. `attained` null: nothing was seen of it. */
export const attainmentSchema = z.object({
  attained: z.number().min(0).max(1).nullable(),
  goodMs: z.number(),
  badMs: z.number(),
  /** How long the promise may be broken in this month. */
  budgetMs: z.number(),
});
export type Attainment = z.infer<typeof attainmentSchema>;
