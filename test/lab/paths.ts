import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this file: everything the lab is built from lies under it. */
export const labSourceDir = dirname(fileURLToPath(import.meta.url));
/** What the Xen hosts are made of. */
export const recipeDir = join(labSourceDir, 'recipe');
export const imageServerDir = join(labSourceDir, 'image-server');

/** All builds of this user, one folder each, named by the recipe's hash. */
export function cacheRoot(): string {
  const base = process.env.XDG_CACHE_HOME;
  return join(
    base === undefined || base === '' ? join(homedir(), '.cache') : base,
    'stateroom-lab',
  );
}

/**
 * Sockets, pid files and logs of the running lab. In the temporary folder because a unix socket's path may have 107 bytes only,
 * and because all of it is void after a reboot. One lab runs per cache folder, whatever checkout started it.
 */
export function runDir(): string {
  const key = createHash('sha256').update(cacheRoot()).digest('hex').slice(0, 8);
  const directory = join(tmpdir(), `stateroom-lab-${process.getuid?.() ?? 0}-${key}`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const stat = lstatSync(directory);
  if (!stat.isDirectory() || stat.uid !== process.getuid?.()) {
    throw new Error(`${directory} is not a folder of this user: refusing to use it`);
  }
  return directory;
}

/** The files of one finished build: of the Xen hosts, or of the image server. */
export interface BuildPaths {
  readonly dir: string;
  /** Of the Xen hosts' build only. */
  readonly xen: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly clientKey: string;
  readonly image: (host: string) => string;
  readonly snapshot: (host: string) => string;
  readonly hostPublicKey: (host: string) => string;
}

export function buildPaths(hash: string): BuildPaths {
  const dir = join(cacheRoot(), hash);
  return {
    dir,
    xen: join(dir, 'boot/xen'),
    kernel: join(dir, 'boot/vmlinuz'),
    initrd: join(dir, 'boot/initrd.img'),
    clientKey: join(dir, 'keys/lab'),
    image: (host) => join(dir, 'images', `${host}.img`),
    snapshot: (host) => join(dir, 'snapshots', `${host}.qcow2`),
    hostPublicKey: (host) => join(dir, 'keys', `${host}.pub`),
  };
}
