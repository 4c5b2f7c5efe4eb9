import { z } from 'zod';
import {
  imageFilesSchema,
  importPreviewSchema,
  importProgressSchema,
  importRequestSchema,
} from '../images/import.ts';
import { done, method } from './method.ts';

const serverId = z.string();
const one = z.object({ importId: z.string() }).strict();

/** Taking images in. An import goes on by itself; whoever asks is told how far it is. */
export const importMethods = {
  /** What these files are, and whether there is room for them. Changes nothing. */
  'imports.look': method(
    'read',
    z.object({ serverId, files: imageFilesSchema }).strict(),
    importPreviewSchema,
  ),
  'imports.start': method(
    'write',
    z.object({ serverId, request: importRequestSchema }).strict(),
    one,
  ),
  /** Those under way at a server, and those that ended and were not put away yet. */
  'imports.list': method(
    'read',
    z.object({ serverId }).strict(),
    z.object({ imports: z.array(importProgressSchema) }),
  ),
  /** Ends it, with nothing of it left; or puts away one that has ended. */
  'imports.end': method('write', one, done),
} as const;
