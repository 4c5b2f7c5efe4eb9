import { z } from 'zod';
import { type AppError, errorCodes } from './app-error.ts';

/** Apart from the errors themselves, which a page makes before zod is loaded. */
export const appErrorSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  hint: z.string().optional(),
  details: z.string().optional(),
  retryable: z.boolean(),
  correlationId: z.string().optional(),
}) satisfies z.ZodType<AppError>;
