import { z } from 'zod';

/** The site file that is open instead of a live site. */
export const openFileSchema = z.object({
  path: z.string(),
  /** When it was made; milliseconds since the epoch. Everything is as it was then. */
  madeAt: z.number(),
  /** Of which site. */
  site: z.enum(['own', 'demo']),
});
export type OpenFile = z.infer<typeof openFileSchema>;

/** A site file being written or opened. */
export const fileWorkSchema = z.object({
  kind: z.enum(['save', 'open']),
  path: z.string(),
  step: z.enum(['copy', 'pack', 'unpack']),
  /** 0 to 1, of this step; null: not known. */
  fraction: z.number().nullable(),
});
export type FileWork = z.infer<typeof fileWorkSchema>;

export const foundSiteFileSchema = z.object({
  path: z.string(),
  bytes: z.number(),
  /** Milliseconds since the epoch. */
  modifiedAt: z.number(),
});
export type FoundSiteFile = z.infer<typeof foundSiteFileSchema>;

/** Shorter ones can be tried out by whoever has the file. */
export const shortestPassphrase = 12;
export const longestPassphrase = 1000;
