import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { quoteWord } from '../../src/main/core/shell/command-line.ts';
import { bzImagePayload } from './bzimage.ts';
import { machines } from './machines.ts';
import type { NewcEntry } from './newc.ts';
import { newcArchive } from './newc.ts';
import { buildPaths, cacheRoot, recipeDir } from './paths.ts';
import type { Progress } from './progress.ts';
import { step } from './progress.ts';
import { mustRun } from './run-command.ts';

/** Lines of a recipe's list, without comments. */
function listed(name: string): string[] {
  const lines = readFileSync(join(recipeDir, name), 'utf8').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

async function buildTree(tree: string): Promise<void> {
  await mustRun('mmdebstrap', [
    '--variant=apt',
    '--format=tar',
    `--include=${listed('packages.txt').join(',')}`,
    ...listed('dpkg-excludes.txt').map((pattern) => `--dpkgopt=path-exclude=${pattern}`),
    '--dpkgopt=force-unsafe-io',
    '--dpkgopt=force-confold',
    // a machine whose clock is off, as emulated ones are, still builds
    '--aptopt=Acquire::Check-Valid-Until "false"',
    `--setup-hook=cp -RP ${quoteWord(join(recipeDir, 'dom0'))}/. "$1"`,
    `--customize-hook=sh ${quoteWord(join(recipeDir, 'customize.sh'))} "$1"`,
    'bookworm',
    tree,
  ]);
}

/** Unpacks the few files of the tree that are needed outside it, and returns the folder they are in. */
async function unpackBootFiles(work: string): Promise<string> {
  const picked = join(work, 'picked');
  mkdirSync(picked);
  const patterns = [
    './boot/vmlinuz-*',
    './boot/initrd.img-*',
    './boot/xen-4.17-amd64.gz',
    './usr/bin/busybox',
    '*/xen-netfront.ko',
    '*/xen-blkfront.ko',
  ];
  await mustRun('tar', ['-C', picked, '--wildcards', '-xf', join(work, 'tree.tar'), ...patterns]);
  return picked;
}

function only(folder: string, prefix: string): string {
  const [name, ...more] = readdirSync(folder).filter((each) => each.startsWith(prefix));
  if (name === undefined || more.length > 0)
    throw new Error(`expected exactly one ${prefix}* in ${folder}`);
  return join(folder, name);
}

function guestInitramfs(picked: string): Buffer {
  const release = only(join(picked, 'usr/lib/modules'), '');
  const file = (path: string, source: string): NewcEntry => ({
    path,
    mode: 0o100755,
    content: readFileSync(source),
  });
  const directories = ['bin', 'sbin', 'dev', 'proc', 'sys', 'modules'].map(
    (path): NewcEntry => ({ path, mode: 0o040755 }),
  );
  return newcArchive([
    ...directories,
    file('bin/busybox', join(picked, 'usr/bin/busybox')),
    file('init', join(recipeDir, 'guest/init')),
    file('sbin/poweroff', join(recipeDir, 'guest/halt')),
    file('sbin/reboot', join(recipeDir, 'guest/halt')),
    file('modules/xen-netfront.ko', join(release, 'kernel/drivers/net/xen-netfront.ko')),
    file('modules/xen-blkfront.ko', join(release, 'kernel/drivers/block/xen-blkfront.ko')),
  ]);
}

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** The files that the recipe can't hold: unpacked kernel, guests' initramfs, disk images, keys. */
async function buildPayload(work: string, picked: string): Promise<void> {
  const common = join(work, 'payload/common');
  put(join(common, 'var/lib/xen/boot/guest.cpio'), guestInitramfs(picked));
  const payload = join(work, 'vmlinux.xz');
  writeFileSync(payload, bzImagePayload(readFileSync(join(work, 'boot/vmlinuz'))));
  await mustRun('xz', ['-d', payload]);
  renameSync(join(work, 'vmlinux'), join(common, 'var/lib/xen/boot/vmlinux'));
  put(
    join(common, 'var/lib/xen/images/disk1.img'),
    Buffer.alloc(4 << 20, 'the same on every host\n'),
  );

  const local = join(work, 'payload/xen-a/var/lib/xen/images/local1.img');
  put(local, '');
  truncateSync(local, 4 << 20);

  const keys = join(work, 'keys');
  mkdirSync(keys);
  const keygen = (name: string, comment: string): Promise<string> =>
    mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', join(keys, name)]);
  await keygen('lab', 'stateroom-lab');
  put(join(common, 'root/.ssh/authorized_keys'), readFileSync(join(keys, 'lab.pub')));
  for (const machine of machines) {
    await keygen(machine.name, `root@${machine.name}`);
    const base = join(work, 'payload', machine.name, 'etc/ssh/ssh_host_ed25519_key');
    put(base, readFileSync(join(keys, machine.name)));
    put(`${base}.pub`, readFileSync(join(keys, `${machine.name}.pub`)));
  }
}

/**
 * Builds everything but the snapshots into the cache, about a minute and a half. Works in a folder of another name and renames it at
 * the end: a build that was killed leaves nothing that could be taken for a whole one.
 */
export async function buildBase(hash: string, progress: Progress): Promise<void> {
  const work = join(cacheRoot(), `unfinished-${hash}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, 'boot'), { recursive: true });
  chmodSync(work, 0o700); // it will hold private keys

  await step(progress, 'dom0 tree from Debian packages', () => buildTree(join(work, 'tree.tar')));
  await step(progress, 'kernels, guest initramfs, keys', async () => {
    const picked = await unpackBootFiles(work);
    writeFileSync(
      join(work, 'boot/xen'),
      gunzipSync(readFileSync(join(picked, 'boot/xen-4.17-amd64.gz'))),
    );
    copyFileSync(only(join(picked, 'boot'), 'vmlinuz-'), join(work, 'boot/vmlinuz'));
    copyFileSync(only(join(picked, 'boot'), 'initrd.img-'), join(work, 'boot/initrd.img'));
    await buildPayload(work, picked);
    rmSync(picked, { recursive: true });
  });
  await step(progress, 'root file systems', async () => {
    const command = [
      'sh',
      join(recipeDir, 'make-images.sh'),
      recipeDir,
      work,
      ...machines.map((machine) => machine.name),
    ];
    // root needs no pretence of being root
    const [program = 'sh', ...rest] =
      process.getuid?.() === 0 ? command : ['fakeroot', '--', ...command];
    await mustRun(program, rest);
    rmSync(join(work, 'tree.tar'));
    rmSync(join(work, 'payload'), { recursive: true });
    mkdirSync(join(work, 'snapshots'));
  });
  renameSync(work, buildPaths(hash).dir);
}
