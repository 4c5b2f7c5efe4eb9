import { z } from 'zod';
import type { Manifest } from './image.ts';

/** Null: it is not installed there. */
const packageChangeSchema = z.object({
  name: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
});
export type PackageChange = z.infer<typeof packageChangeSchema>;

/** What makes one version of a role into another. */
export const imageDiffSchema = z.object({
  /** Null: at least one of them has no list of packages. */
  packages: z.array(packageChangeSchema).nullable(),
  kernel: z.object({ from: z.string().nullable(), to: z.string().nullable() }),
  /** Bytes of each file in the one and in the other. */
  files: z.array(z.object({ name: z.string(), from: z.number(), to: z.number() })),
});
export type ImageDiff = z.infer<typeof imageDiffSchema>;

/** The files of both versions, side by side. Pure. */
export function imageFilesOf(from: Manifest, to: Manifest): ImageDiff['files'] {
  const names = ['rootfs.squashfs', 'initrd.img', 'vmlinuz'] as const;
  return names.map((name) => ({ name, from: from.files[name].bytes, to: to.files[name].bytes }));
}
