import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { buildPaths, cacheRoot } from './paths.ts';
import { mustRun } from './run-command.ts';

/** Lines of a recipe's list, without comments. */
function listed(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

/** A tar of a Debian tree: what `packages.txt` of the recipe names, without what `dpkg-excludes.txt` leaves out. */
export async function debianTree(
  tree: string,
  recipe: string,
  hooks: readonly string[],
): Promise<void> {
  await mustRun('mmdebstrap', [
    '--variant=apt',
    '--format=tar',
    `--include=${listed(join(recipe, 'packages.txt')).join(',')}`,
    ...listed(join(recipe, 'dpkg-excludes.txt')).map(
      (pattern) => `--dpkgopt=path-exclude=${pattern}`,
    ),
    '--dpkgopt=force-unsafe-io',
    '--dpkgopt=force-confold',
    // a machine whose clock is off, as emulated ones are, still builds
    '--aptopt=Acquire::Check-Valid-Until "false"',
    ...hooks,
    'bookworm',
    tree,
  ]);
}

/** The path of the one entry of a folder that begins so. */
export function only(folder: string, prefix: string): string {
  const [name, ...more] = readdirSync(folder).filter((each) => each.startsWith(prefix));
  if (name === undefined || more.length > 0)
    throw new Error(`expected exactly one ${prefix}* in ${folder}`);
  return join(folder, name);
}

export function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** The kernel and initrd of an unpacked tree, where QEMU finds them. */
export function takeBootFiles(tree: string, work: string): void {
  copyFileSync(only(join(tree, 'boot'), 'vmlinuz-'), join(work, 'boot/vmlinuz'));
  copyFileSync(only(join(tree, 'boot'), 'initrd.img-'), join(work, 'boot/initrd.img'));
}

async function keygen(work: string, name: string, comment: string): Promise<string> {
  const file = join(work, 'keys', name);
  mkdirSync(dirname(file), { recursive: true });
  await mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file]);
  return file;
}

/** The key by which the lab logs in, let in by the files below `payload`. */
export async function makeClientKey(work: string, payload: string): Promise<void> {
  const file = await keygen(work, 'lab', 'stateroom-lab');
  put(join(payload, 'root/.ssh/authorized_keys'), readFileSync(`${file}.pub`));
}

export async function makeHostKey(work: string, name: string, payload: string): Promise<void> {
  const file = await keygen(work, name, `root@${name}`);
  const base = join(payload, 'etc/ssh/ssh_host_ed25519_key');
  put(base, readFileSync(file));
  put(`${base}.pub`, readFileSync(`${file}.pub`));
}

/** Root needs no pretence of being root. */
export async function runAsRoot(command: readonly [string, ...string[]]): Promise<void> {
  const [program, ...rest] = process.getuid?.() === 0 ? command : ['fakeroot', '--', ...command];
  await mustRun(program as string, rest);
}

/**
 * A build works in a folder of another name, which is renamed at the end: one that was killed leaves nothing that could be taken for
 * a whole one.
 */
export function beginBuild(hash: string): string {
  const work = join(cacheRoot(), `unfinished-${hash}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, 'boot'), { recursive: true });
  chmodSync(work, 0o700); // it will hold private keys
  return work;
}

export function endBuild(work: string, hash: string): void {
  rmSync(join(work, 'tree.tar'));
  rmSync(join(work, 'payload'), { recursive: true });
  mkdirSync(join(work, 'snapshots'));
  renameSync(work, buildPaths(hash).dir);
}
