import { z } from 'zod';

/**
 * Roles, channels, groups, clients and rollouts: each is a file or folder of the image server, so
 * that the name is one everywhere. Begins with a letter or digit: never `.`, `..` or an option.
 */
export const nameSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, {
  message:
    'A name has 1 to 63 of a–z, 0–9, dot, dash and underscore, and begins with a letter or digit.',
});

/**
 * The SHA-256, in hex, of what `sha256sum initrd.img rootfs.squashfs vmlinuz` says of an image: it
 * stands for all three files, and one line on the server checks it.
 */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** Lower case with colons, as Linux and Xen print it. */
export const macSchema = z.string().regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/);

/** /proc/sys/kernel/random/boot_id: another one after each boot. */
export const bootIdSchema = z.string().min(1).max(64);

/** Raised by one with each write of a file. */
export const generationSchema = z.number().int().min(0);
