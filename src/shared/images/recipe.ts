import { z } from 'zod';
import { generationSchema } from './names.ts';

/** One line each: nothing in them can end a line of what is sent to the server. */
const aptSource = z
  .string()
  .max(1000)
  .regex(/^deb (\[[^\]\n]+\] )?\S+ \S+( \S+)*$/, 'A line of sources.list, e.g. deb URI SUITE main');
const packageName = z
  .string()
  .max(200)
  .regex(/^[a-z0-9][a-z0-9+.-]*(:[a-z0-9]+)?([=/][A-Za-z0-9.+:~-]+)?$/, 'A name of a package.');
const imagePath = z
  .string()
  .max(1000)
  .regex(/^\/[^\s,#]+$/, 'An absolute path without blanks and commas.')
  .refine((path) => !path.split('/').includes('..'), 'It must not lead upwards.');

export const variants = ['minbase', 'apt', 'required', 'important', 'standard', 'extract'] as const;
export const compressions = ['zstd', 'xz', 'gzip', 'lz4'] as const;

/**
 * `recipes/<role>/recipe.json`: what mmdebstrap makes an image of. Beside it may lie, put there by
 * hand: `files/`, laid over the image's root, and `customize`, run with the root as "$1" at the end.
 */
export const recipeSchema = z.looseObject({
  generation: generationSchema,
  suite: z.string().regex(/^[a-z][a-z0-9.-]{0,40}$/, 'The name of a suite, e.g. bookworm.'),
  /** How much mmdebstrap installs by itself; `extract` only unpacks and runs no maintainer script. */
  variant: z.enum(variants),
  sources: z.array(aptSource).min(1).max(50),
  packages: z.array(packageName).max(2000),
  /** On the client's drive; the image's content goes there once. With a slash at its end it is made. */
  state: z.array(imagePath).max(500),
  /** Files of packages that are not installed; `*` for any. */
  leaveOut: z.array(imagePath).max(500),
  compression: z.enum(compressions),
});
export type Recipe = z.infer<typeof recipeSchema>;

/** Debian 12 as a client needs it: to be taken as it is, and added to. */
export const debianRecipe: Recipe = {
  generation: 0,
  suite: 'bookworm',
  variant: 'minbase',
  sources: [
    'deb http://deb.debian.org/debian bookworm main',
    'deb http://deb.debian.org/debian bookworm-updates main',
    'deb http://security.debian.org/debian-security bookworm-security main',
  ],
  packages: [
    ...['linux-image-amd64', 'busybox-static', 'systemd-sysv', 'udev', 'dbus', 'kmod'],
    ...['iproute2', 'openssh-server', 'ca-certificates', 'less'],
  ],
  state: ['/home/', '/root/', '/srv/', '/var/lib/systemd/', '/var/log/'],
  leaveOut: ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*'],
  compression: 'zstd',
};
