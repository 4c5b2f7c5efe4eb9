import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { quoteWord } from '../../src/main/core/shell/command-line.ts';
import {
  beginBuild,
  debianTree,
  endBuild,
  makeClientKey,
  makeHostKey,
  runAsRoot,
  takeBootFiles,
} from './build-parts.ts';
import { imageServerDir } from './paths.ts';
import type { Progress } from './progress.ts';
import { step } from './progress.ts';
import { mustRun } from './run-command.ts';

/** Builds everything of the image server but its snapshot into the cache, in a minute or two. */
export async function buildImageServer(hash: string, progress: Progress): Promise<void> {
  const work = beginBuild(hash);
  const script = (name: string) => quoteWord(join(imageServerDir, name));
  await step(progress, 'image server tree from Debian packages', () =>
    debianTree(join(work, 'tree.tar'), imageServerDir, [
      `--setup-hook=cp -RP ${script('root')}/. "$1"`,
      `--customize-hook=sh ${script('customize.sh')} "$1" ${quoteWord(imageServerDir)}`,
    ]),
  );
  await step(progress, 'its kernel, keys and root file system', async () => {
    const picked = join(work, 'picked');
    mkdirSync(picked);
    const patterns = ['./boot/vmlinuz-*', './boot/initrd.img-*'];
    await mustRun('tar', ['-C', picked, '--wildcards', '-xf', join(work, 'tree.tar'), ...patterns]);
    takeBootFiles(picked, work);
    rmSync(picked, { recursive: true });
    const payload = join(work, 'payload');
    await makeClientKey(work, payload);
    await makeHostKey(work, 'images-1', payload);
    await runAsRoot(['sh', join(imageServerDir, 'make-image.sh'), work]);
  });
  endBuild(work, hash);
}
