import { z } from 'zod';

/**
 * A site file is an age file, locked with a passphrase, of a zstd-compressed tar. What age, zstd
 * and tar can open needs no Stateroom. In the tar: this manifest first, then the site's databases and its last figures.
 */
export const formatVersion = 1;
export const manifestName = 'manifest.json';
export const storeName = 'site.sqlite';
export const samplesName = 'samples.sqlite';
/** The load as it was last seen; see figures.ts. */
export const figuresName = 'figures.json';

/** Told from every later form of it. */
export const anyManifestSchema = z.object({ format: z.number().int().min(1) });

export const manifestSchema = z.object({
  format: z.literal(formatVersion),
  /** When it was made; milliseconds since the epoch. */
  madeAt: z.number(),
  site: z.enum(['own', 'demo']),
  hosts: z.number(),
  vms: z.number(),
  /** The bytes of everything that follows. */
  bytes: z.number(),
});
export type Manifest = z.infer<typeof manifestSchema>;
