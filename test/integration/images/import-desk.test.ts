import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createImportDesk } from '../../../src/main/core/images/import/import-desk.ts';
import { lookAtFiles } from '../../../src/main/core/images/import/look-at-files.ts';
import type { ImportProgress, ImportRequest } from '../../../src/shared/images/import.ts';
import {
  createImageServer,
  type LocalImageServer,
  serverShells,
} from '../../support/image-server.ts';
import { digest } from '../../support/sample-images.ts';
import { canHaveAccounts } from '../../support/sshd.ts';
import { until } from '../../support/until.ts';

const servers: LocalImageServer[] = [];
const mounts: string[] = [];
afterEach(() => {
  for (const mount of mounts.splice(0)) execFileSync('umount', ['-l', mount]);
  for (const server of servers.splice(0)) server.remove();
});

const sha = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

describe.each(serverShells)('importing an image (%s)', (shell) => {
  async function open(options: { mount?: string; rootBytes?: number } = {}) {
    const server = createImageServer(shell);
    servers.push(server);
    if (options.mount) {
      mkdirSync(server.root);
      execFileSync('mount', ['-t', 'tmpfs', '-o', options.mount, 'tmpfs', server.root]);
      mounts.push(server.root);
    }
    await server.setUp();
    const kernel = Buffer.alloc(4096, 1);
    kernel.write('HdrS', 514, 'latin1');
    const root = Buffer.alloc(options.rootBytes ?? 3_000_001, 3);
    root.write('hsqs', 0, 'latin1');
    const initrd = Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(70_000, 2)]);
    const folder = join(server.folder, "it's here");
    mkdirSync(folder);
    const put = (name: string, bytes: Uint8Array) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const files = {
      initrd: put('initrd.img', initrd),
      rootfs: put('rootfs.squashfs', root),
      kernel: put('vmlinuz', kernel),
    };
    const named = [
      [initrd, 'initrd.img'],
      [root, 'rootfs.squashfs'],
      [kernel, 'vmlinuz'],
    ] as const;
    const name = sha(named.map(([bytes, called]) => `${sha(bytes)}  ${called}\n`).join(''));
    const request = (
      from: 'here' | 'server',
      change: Partial<ImportRequest> = {},
    ): ImportRequest => ({
      ...{ role: 'web', digest: null, origin: 'a test', title: 'Web servers', healthCommand: '' },
      files: { from, ...files },
      ...change,
    });
    const desk = createImportDesk({ by: 'anna', newId: () => 'import-1' });
    /** Begins, and waits for how it ends. */
    async function taken(asked: ImportRequest): Promise<ImportProgress['end']> {
      const begun = await desk.begin('s1', server, asked);
      if (!begun.ok) throw new Error(JSON.stringify(begun.error));
      await until(() => desk.of('s1')[0]?.end !== null, 'the end of the import');
      return desk.of('s1')[0]?.end ?? null;
    }
    const rests = () =>
      execFileSync('find', [server.file('images'), server.file('tmp'), '-type', 'f'], {
        encoding: 'utf8',
      });
    return { server, files, request, desk, taken, name, rests };
  }

  it.each(['here', 'server'] as const)(
    'from files that lie %s is the same image, with the role it begins',
    async (from) => {
      const { server, request, taken, desk, name } = await open();
      expect(await taken(request(from))).toEqual({ kind: 'taken', digest: name, isNew: true });
      expect(desk.of('s1')[0]).toMatchObject({ of: 3_000_001 + 70_002 + 4096 });
      const check = 'sha256sum initrd.img rootfs.squashfs vmlinuz | sha256sum';
      const cwd = server.file(`images/web/${name}`);
      expect(execFileSync('sh', ['-c', check], { cwd, encoding: 'utf8' })).toContain(name);
      expect(JSON.parse(server.text('images/web/role.json'))).toMatchObject({
        name: 'web',
        title: 'Web servers',
      });
      expect(server.list('tmp')).toEqual([]);
      expect(desk.end('import-1')).toBe(true);
      expect(desk.of('s1')).toEqual([]);
      // Once more: nothing new, and nobody's title is lost.
      expect(await taken(request(from, { title: 'Other' }))).toMatchObject({ isNew: false });
      expect(server.text('images/web/role.json')).toContain('Web servers');
      expect(server.checkAudit()).toBe(1);
    },
  );

  it.each(['here', 'server'] as const)(
    'an image whose digest is wrong is named with both digests, and nothing of it stays (%s)',
    async (from) => {
      const { request, taken, name, rests } = await open();
      const end = await taken(request(from, { digest: digest('a') }));
      expect(end).toMatchObject({ kind: 'failed', error: { code: 'digest-mismatch' } });
      const words = JSON.stringify(end);
      expect(words).toContain(name);
      expect(words).toContain(digest('a'));
      await until(() => rests() === '', 'nothing to be left');
    },
  );

  it('a server that got other bytes than were sent says so, and keeps nothing', async () => {
    const { server, request, taken, rests } = await open();
    server.replace('dd', (real) =>
      [
        `${real} "$@" || exit`,
        `case $1 in of=*vmlinuz) printf y | ${real} "$1" bs=1 seek=9 conv=notrunc 2>&1 ;; esac`,
      ].join('\n'),
    );
    expect(await taken(request('here'))).toMatchObject({
      kind: 'failed',
      error: { code: 'digest-mismatch', message: expect.stringContaining('where it was sent') },
    });
    await until(() => rests() === '', 'nothing to be left');
  });

  it('a file that is still being written is not taken in', async () => {
    const { server, files, request, desk, rests } = await open({ rootBytes: 8_000_000 });
    // It grows after it was looked at, and before it is read.
    server.replace('df', (real) => `printf more >>"${files.kernel}"; exec ${real} "$@"`);
    const begun = await desk.begin('s1', server, request('here'));
    expect(begun.ok).toBe(true);
    appendFileSync(files.kernel, 'more');
    await until(() => desk.of('s1')[0]?.end !== null, 'the end of the import');
    expect(desk.of('s1')[0]?.end).toMatchObject({ error: { code: 'conflict' } });
    await until(() => rests() === '', 'nothing to be left');
  });

  it('cancelled in the middle leaves nothing, and says that it was cancelled', async () => {
    const { server, request, desk, rests } = await open({ rootBytes: 64_000_000 });
    // The kernel never comes to its end here: somebody has to cancel.
    server.replace('dd', (real) =>
      [`case "$*" in *rootfs*) sleep 2; esac`, `exec ${real} "$@"`].join('\n'),
    );
    await desk.begin('s1', server, request('here'));
    await until(() => (desk.of('s1')[0]?.bytes ?? 0) > 0, 'some bytes');
    expect(desk.end('import-1')).toBe(true);
    await until(() => desk.of('s1')[0]?.end !== null, 'the end of the import');
    expect(desk.of('s1')[0]?.end).toMatchObject({ kind: 'failed', error: { code: 'cancelled' } });
    await until(() => rests() === '', 'nothing to be left');
    await desk.close();
  });

  it.runIf(canHaveAccounts)(
    'a full disk in mid-import is told in the disk’s own words, and leaves nothing',
    async () => {
      const { server, request, desk, rests } = await open({ mount: 'size=2m' });
      expect(await desk.begin('s1', server, request('here'))).toMatchObject({
        error: { code: 'disk-full' },
      });
      // A server that tells of more room than it has.
      server.replace('df', () => 'echo; echo x 1 1 99999999 1 x');
      for (const from of ['here', 'server'] as const) {
        const begun = await desk.begin('s1', server, request(from));
        if (!begun.ok) throw new Error(JSON.stringify(begun.error));
        await until(() => desk.of('s1')[0]?.end !== null, 'the end of the import');
        expect(desk.of('s1')[0]?.end).toMatchObject({
          error: { code: 'disk-full', details: expect.stringContaining('No space left') },
        });
        await until(() => rests() === '', 'nothing to be left');
        desk.end('import-1');
      }
    },
  );

  it('files that no machine could boot are refused with the reason before anything is written', async () => {
    const { server, request, desk, files } = await open();
    const asked = request('server', {
      files: { from: 'server', ...files, rootfs: files.kernel, initrd: '/none/initrd.img' },
    });
    const looked = await lookAtFiles(server, asked.files);
    expect(looked.ok && looked.value.files.map(({ verdict }) => verdict)).toEqual([
      'unusable',
      'unusable',
      'good',
    ]);
    expect(await desk.begin('s1', server, asked)).toMatchObject({
      error: { code: 'invalid-input', details: expect.stringContaining('no squashfs') },
    });
    expect(server.list('images')).toEqual([]);
  });
});
