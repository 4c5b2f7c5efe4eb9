import { z } from 'zod';

/** A run of lines that differ, with a few equal ones around it; line numbers count from 1. */
export const hunkSchema = z.object({
  beforeLine: z.number(),
  afterLine: z.number(),
  /** Each begins with its sign: ` ` in both, `-` only before, `+` only after. */
  lines: z.array(z.string()),
});
export type Hunk = z.infer<typeof hunkSchema>;
