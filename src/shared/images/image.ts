import { z } from 'zod';
import { digestSchema, generationSchema, nameSchema } from './names.ts';

/** `images/<role>/role.json`: what the machines of one role have in common. */
export const roleSchema = z.looseObject({
  generation: generationSchema,
  name: nameSchema,
  title: z.string().max(200),
  /** Run by a client after its boot; exit status 0 is health. Empty: having booted is enough. */
  healthCommand: z.string().max(4096),
  /** The one begun last: two consoles that plan at once write here both, and one of them notices. */
  lastRollout: nameSchema.nullable(),
});
export type Role = z.infer<typeof roleSchema>;

const imageFileSchema = z.looseObject({
  bytes: z.number().int().min(0),
  sha256: digestSchema,
});

/** `images/<role>/<digest>/manifest.json`: written once, when the image is imported. */
export const manifestSchema = z.looseObject({
  role: nameSchema,
  digest: digestSchema,
  files: z.object({
    'initrd.img': imageFileSchema,
    'rootfs.squashfs': imageFileSchema,
    vmlinuz: imageFileSchema,
  }),
  /** By the server's clock, seconds since the epoch. */
  importedAt: z.number(),
  importedBy: z.string(),
  /** How it was built, in the builder's own words: a recipe's name, or where it came from. */
  origin: z.string(),
  /** As the kernel names itself; null where its file does not tell. */
  kernel: z.string().nullable(),
  /** How many lines `packages.tsv` beside it has; null: there is none. */
  packages: z.number().int().min(0).nullable(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** `channels/<role>/<channel>.json`: which version a group of clients follows. */
export const channelSchema = z.looseObject({
  generation: generationSchema,
  role: nameSchema,
  name: nameSchema,
  digest: digestSchema,
});
export type Channel = z.infer<typeof channelSchema>;

/** `packed/<role>/<digest>/packed.json`: an image that is kept as a patch of another version. */
export const packedSchema = z.looseObject({
  role: nameSchema,
  packed: digestSchema,
  /** Which it is a patch of; that one is kept as long. */
  digest: digestSchema,
  bytes: z.number().int().min(0),
  /** By the server's clock, seconds since the epoch. */
  at: z.number(),
  by: z.string(),
});
export type Packed = z.infer<typeof packedSchema>;

/** What an image takes on disk, whole and as a patch. */
export const packCostSchema = z.object({
  wholeBytes: z.number().int().min(0),
  packedBytes: z.number().int().min(0),
});
export type PackCost = z.infer<typeof packCostSchema>;

export interface InstalledPackage {
  name: string;
  version: string;
}
