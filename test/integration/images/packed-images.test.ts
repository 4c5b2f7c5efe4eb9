import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { composeOverview } from '../../../src/main/core/images/compose-overview.ts';
import { parseTree } from '../../../src/main/core/images/parse/parse-tree.ts';
import { commit } from '../../../src/main/core/images/server/commit.ts';
import { deleteImage, importImage } from '../../../src/main/core/images/server/image-files.ts';
import {
  packCost,
  packImage,
  unpackImage,
} from '../../../src/main/core/images/server/packed-images.ts';
import { readServer } from '../../../src/main/core/images/server/read-server.ts';
import { ensurePackages, findProgram } from '../../support/debian-packages.ts';
import {
  createImageServer,
  type LocalImageServer,
  serverShells,
} from '../../support/image-server.ts';
import { sampleClient } from '../../support/sample-images.ts';
import { canHaveAccounts } from '../../support/sshd.ts';

const servers: LocalImageServer[] = [];
const mounts: string[] = [];
beforeAll(() => ensurePackages({ zstd: 'zstd' }));
afterEach(() => {
  for (const mount of mounts.splice(0)) execFileSync('umount', ['-l', mount]);
  for (const server of servers.splice(0)) server.remove();
});

describe.each(serverShells)('a version that differs little (%s)', (shell) => {
  const root = randomBytes(400_000);
  const later = Buffer.concat([
    root.subarray(0, 150_000),
    Buffer.from('new'),
    root.subarray(150_000),
  ]);

  async function open(mount?: string) {
    const server = createImageServer(shell);
    servers.push(server);
    if (mount) {
      mkdirSync(server.root);
      execFileSync('mount', ['-t', 'tmpfs', '-o', mount, 'tmpfs', server.root]);
      mounts.push(server.root);
    }
    await server.setUp();
    server.replace('zstd', () => `exec ${findProgram('zstd')} "$@"`);
    const take = async (rootfs: Buffer) => {
      server.put('../in/initrd', root.subarray(0, 30_000));
      server.put('../in/kernel', root.subarray(0, 20_000));
      server.put('../in/root', rootfs);
      const file = (name: string) => join(server.folder, 'in', name);
      const taken = await importImage(server, {
        ...{ role: 'web', initrd: file('initrd'), rootfs: file('root'), kernel: file('kernel') },
        ...{ digest: null, by: 'anna', origin: 'test' },
      });
      if (!taken.ok) throw new Error(JSON.stringify(taken.error));
      return taken.value.digest;
    };
    const old = await take(root);
    const now = await take(later);
    const packing = { role: 'web', digest: old, from: now, by: 'anna "x"' };
    return { server, old, now, packing };
  }
  const overview = async (server: LocalImageServer) => {
    const read = await readServer(server);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const state = parseTree(read.value.clock, read.value.files);
    expect(state.problems).toEqual([]);
    return composeOverview(state, server.root);
  };
  const digests = async (server: LocalImageServer) =>
    (await overview(server)).images.map(({ manifest }) => manifest.digest).toSorted();

  it('costs as a patch what differs; kept as one, it is made whole again to the byte', async () => {
    const { server, old, now, packing } = await open();
    const cost = await packCost(server, packing);
    if (!cost.ok) throw new Error(JSON.stringify(cost.error));
    expect(cost.value.wholeBytes).toBe(450_000);
    expect(cost.value.packedBytes).toBeLessThan(2_000);
    expect(await digests(server)).toEqual([old, now].toSorted());

    expect(await packImage(server, packing)).toEqual(cost);
    const seen = await overview(server);
    expect(seen.images.map(({ manifest }) => manifest.digest)).toEqual([now]);
    expect(seen.packed).toEqual([
      {
        ...{ role: 'web', digest: old, from: now, origin: 'test' },
        ...{ bytes: cost.value.packedBytes, wholeBytes: 450_000 },
      },
    ]);
    // What it is a patch of stays as long.
    expect(await deleteImage(server, { role: 'web', digest: now, by: 'ben' })).toMatchObject({
      error: { code: 'in-use', details: expect.stringContaining(`packed/web/${old}`) },
    });
    expect(await unpackImage(server, packing)).toEqual({ ok: true, value: undefined });
    const whole = server.file(`images/web/${old}`);
    expect(readFileSync(join(whole, 'rootfs.squashfs')).equals(root)).toBe(true);
    expect(JSON.parse(readFileSync(join(whole, 'manifest.json'), 'utf8')).digest).toBe(old);
    expect((await overview(server)).packed).toEqual([]);
    expect(server.list('tmp')).toEqual([]);
    expect(server.checkAudit()).toBe(4);
    expect((await deleteImage(server, { role: 'web', digest: now, by: 'ben' })).ok).toBe(true);
  });

  it('stays whole while anybody uses it', async () => {
    const { server, old, now, packing } = await open();
    server.put('clients/a.json', JSON.stringify(sampleClient('a', { previous: old })));
    expect(await packImage(server, packing)).toMatchObject({
      error: { code: 'in-use', details: expect.stringContaining('clients/a.json') },
    });
    expect(await digests(server)).toEqual([old, now].toSorted());
    expect(server.list('packed')).toEqual([]);
  });

  it('whose patch is damaged is not made whole, and what there is of it stays', async () => {
    const { server, old, now, packing } = await open();
    await packImage(server, packing);
    const patch = server.file(`packed/web/${old}/rootfs.squashfs.zst`);
    const bytes = readFileSync(patch);
    writeFileSync(patch, bytes.subarray(0, bytes.length - 3));
    expect((await unpackImage(server, packing)).ok).toBe(false);
    // One that fits, and makes something else.
    chmodSync(patch, 0o644);
    execFileSync('sh', [
      '-c',
      'zstd -qf "$1" -o "$2"',
      'sh',
      join(server.folder, 'in/kernel'),
      patch,
    ]);
    expect(await unpackImage(server, packing)).toMatchObject({
      error: { code: 'digest-mismatch' },
    });
    expect(await digests(server)).toEqual([now]);
    expect((await overview(server)).packed.length).toBe(1);
    expect(server.list('tmp')).toEqual([]);
  });

  it('is always there, whole or as a patch, whenever packing is killed', async () => {
    const { server, old, packing } = await open();
    for (let moment = 1, packed = false; !packed; moment++) {
      for (const program of ['zstd', 'mv', 'sync', 'cp', 'cmp']) {
        const own = program === 'zstd' ? (findProgram('zstd') ?? '') : null;
        server.replace(program, (real) =>
          [
            `n=$(cat '${server.folder}/count'); n=$((n + 1)); echo $n >'${server.folder}/count'`,
            `if [ $n -eq ${moment} ]; then kill -9 $PPID; exit 1; fi`,
            `exec ${own ?? real} "$@"`,
          ].join('\n'),
        );
      }
      server.put('../count', '0\n');
      packed = (await packImage(server, packing)).ok;
      server.put('../count', '-1000000\n');
      const isWhole = (await digests(server)).includes(old);
      if (!isWhole) {
        expect((await unpackImage(server, packing)).ok).toBe(true);
        expect(await digests(server)).toContain(old);
      }
      expect((await commit(server, [])).ok).toBe(true);
      expect(server.list('tmp')).toEqual([]);
      expect(moment).toBeLessThan(60);
    }
  });

  it.runIf(canHaveAccounts)('that there is no room to unpack stays a patch', async () => {
    const { server, old, packing } = await open('size=1200k');
    expect((await packImage(server, packing)).ok).toBe(true);
    server.put('ballast', randomBytes(500_000));
    expect(await unpackImage(server, packing)).toMatchObject({ error: { code: 'disk-full' } });
    expect(server.list('tmp')).toEqual([]);
    execFileSync('rm', [server.file('ballast')]);
    expect((await unpackImage(server, packing)).ok).toBe(true);
    expect(await digests(server)).toContain(old);
  });
});
