import { z } from 'zod';

/** How much harm a call can do: the shells log `write`, and confirm nothing by themselves. */
type Risk = 'read' | 'write' | 'destructive';

export function method<I extends z.ZodType, O extends z.ZodType>(risk: Risk, input: I, output: O) {
  return { risk, input, output } as const;
}

export const nothing = z.object({}).strict();
export const done = z.object({}).strict();
