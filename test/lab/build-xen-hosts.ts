import { mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { quoteWord } from '../../src/main/core/shell/command-line.ts';
import {
  beginBuild,
  debianTree,
  endBuild,
  makeClientKey,
  makeHostKey,
  only,
  put,
  runAsRoot,
  takeBootFiles,
} from './build-parts.ts';
import { bzImagePayload } from './bzimage.ts';
import { machines } from './machines.ts';
import type { NewcEntry } from './newc.ts';
import { newcArchive } from './newc.ts';
import { recipeDir } from './paths.ts';
import type { Progress } from './progress.ts';
import { step } from './progress.ts';
import { mustRun } from './run-command.ts';

const xenHosts = machines.filter(({ kind }) => kind === 'xen-host');

/** The tree of a dom0, from Debian packages. */
function buildTree(tree: string): Promise<void> {
  return debianTree(tree, recipeDir, [
    `--setup-hook=cp -RP ${quoteWord(join(recipeDir, 'dom0'))}/. "$1"`,
    `--customize-hook=sh ${quoteWord(join(recipeDir, 'customize.sh'))} "$1"`,
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

  await makeClientKey(work, common);
  for (const { name } of xenHosts) await makeHostKey(work, name, join(work, 'payload', name));
}

/** Builds everything of the Xen hosts but the snapshots into the cache, about a minute and a half. */
export async function buildXenHosts(hash: string, progress: Progress): Promise<void> {
  const work = beginBuild(hash);
  await step(progress, 'dom0 tree from Debian packages', () => buildTree(join(work, 'tree.tar')));
  await step(progress, 'kernels, guest initramfs, keys', async () => {
    const picked = await unpackBootFiles(work);
    writeFileSync(
      join(work, 'boot/xen'),
      gunzipSync(readFileSync(join(picked, 'boot/xen-4.17-amd64.gz'))),
    );
    takeBootFiles(picked, work);
    await buildPayload(work, picked);
    rmSync(picked, { recursive: true });
  });
  await step(progress, 'root file systems', async () => {
    const names = xenHosts.map(({ name }) => name);
    await runAsRoot(['sh', join(recipeDir, 'make-images.sh'), recipeDir, work, ...names]);
  });
  endBuild(work, hash);
}
