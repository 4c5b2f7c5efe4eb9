import { z } from 'zod';
import { generationSchema } from '../../../../shared/images/names.ts';

export const serverFilePath = 'server.json';

/** `server.json`: how clients reach their image server, by addresses of their own network. */
export const serverFileSchema = z.looseObject({
  generation: generationSchema,
  address: z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/),
  httpPort: z.number().int().min(1).max(65_535).optional(),
});
