import { z } from 'zod';
import { appErrorSchema } from '../app-error-schema.ts';
import { digestSchema, nameSchema } from './names.ts';

const path = z
  .string()
  .regex(/^\/[^\0\n]*$/, 'A whole path, from / on.')
  .max(4096);

/** Where the three files of an image lie: on the image server, or on the console's own machine. */
export const imageFilesSchema = z
  .object({ from: z.enum(['server', 'here']), initrd: path, rootfs: path, kernel: path })
  .strict();
export type ImageFiles = z.infer<typeof imageFilesSchema>;

export const importRequestSchema = z
  .object({
    role: nameSchema,
    files: imageFilesSchema,
    /** What it has to be; null: whatever it is. */
    digest: digestSchema.nullable(),
    /** Where it comes from, in somebody's words. */
    origin: z.string().max(1000),
    /** Of a role that is not there yet. */
    title: z.string().max(200),
    healthCommand: z.string().max(4096),
  })
  .strict();
export type ImportRequest = z.infer<typeof importRequestSchema>;

/** One of the files, as it was found. */
export const lookedAtSchema = z.object({
  name: z.enum(['initrd.img', 'rootfs.squashfs', 'vmlinuz']),
  path: z.string(),
  /** Null: it is not there, or may not be read. */
  bytes: z.number().nullable(),
  /** `unusable`: no machine boots from it. `odd`: nobody here knows its form. */
  verdict: z.enum(['good', 'odd', 'unusable']),
  text: z.string(),
});
export type LookedAt = z.infer<typeof lookedAtSchema>;

export const importPreviewSchema = z.object({
  files: z.array(lookedAtSchema),
  bytes: z.number(),
  /** Where it would lie; null: not told. */
  freeBytes: z.number().nullable(),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** An image on its way in, or how that ended. */
export const importProgressSchema = z.object({
  id: z.string(),
  role: z.string(),
  from: z.enum(['server', 'here']),
  bytes: z.number(),
  of: z.number(),
  /** Null: it goes on. */
  end: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('taken'), digest: digestSchema, isNew: z.boolean() }),
      z.object({ kind: z.literal('failed'), error: appErrorSchema }),
    ])
    .nullable(),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;
