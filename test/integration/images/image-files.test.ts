import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseTree } from '../../../src/main/core/images/parse/parse-tree.ts';
import { commit } from '../../../src/main/core/images/server/commit.ts';
import {
  deleteImage,
  type ImportSource,
  importImage,
  readPackages,
} from '../../../src/main/core/images/server/image-files.ts';
import { readServer } from '../../../src/main/core/images/server/read-server.ts';
import {
  createImageServer,
  type LocalImageServer,
  serverShells,
} from '../../support/image-server.ts';
import { digest, sampleChannel, sampleClient, samplePlan } from '../../support/sample-images.ts';
import { canHaveAccounts } from '../../support/sshd.ts';

const servers: LocalImageServer[] = [];
const mounts: string[] = [];
afterEach(() => {
  for (const mount of mounts.splice(0)) execFileSync('umount', ['-l', mount]);
  for (const server of servers.splice(0)) server.remove();
});

/** A kernel file as far as it tells its version: magic at 514, offset of the text at 526. */
function kernelFile(version: string): Buffer {
  const file = Buffer.alloc(4096, 1);
  file.write('HdrS', 514, 'latin1');
  file.writeUInt16LE(1024, 526);
  file.write(`${version} (builder@host) #1 SMP\0`, 1024 + 512, 'latin1');
  return file;
}

describe.each(serverShells)('an image (%s)', (shell) => {
  async function open(options: { mount?: string } = {}) {
    const server = createImageServer(shell);
    servers.push(server);
    if (options.mount) {
      mkdirSync(server.root);
      execFileSync('mount', ['-t', 'tmpfs', '-o', options.mount, 'tmpfs', server.root]);
      mounts.push(server.root);
    }
    await server.setUp();
    server.put('../in/initrd', Buffer.alloc(30_000, 2));
    server.put('../in/root', Buffer.alloc(50_000, 3));
    server.put('../in/kernel', kernelFile('6.1.0-31-amd64'));
    const file = (name: string) => join(server.folder, 'in', name);
    const source: ImportSource = {
      role: 'web',
      initrd: file('initrd'),
      rootfs: file('root'),
      kernel: file('kernel'),
      digest: null,
      by: 'anna "x" ü',
      origin: "recipe 'web'",
    };
    return { server, source };
  }
  /** All that is below images/ and tmp/. */
  const rests = (server: LocalImageServer) =>
    execFileSync('find', [server.file('images'), server.file('tmp'), '-type', 'f'], {
      encoding: 'utf8',
    });
  const read = async (server: LocalImageServer) => {
    const reading = await readServer(server);
    if (!reading.ok) throw new Error(JSON.stringify(reading.error));
    return parseTree(reading.value.clock, reading.value.files);
  };

  it('is taken in under the digest that one line on the server checks, with all it is made of', async () => {
    const { server, source } = await open();
    const taken = await importImage(server, source);
    if (!taken.ok) throw new Error(JSON.stringify(taken.error));
    const { digest: name, isNew } = taken.value;
    expect(isNew).toBe(true);
    const check = 'sha256sum initrd.img rootfs.squashfs vmlinuz | sha256sum';
    const folder = server.file(`images/web/${name}`);
    expect(execFileSync('sh', ['-c', check], { cwd: folder, encoding: 'utf8' })).toContain(name);
    const state = await read(server);
    expect(state.problems).toEqual([]);
    expect(state.images.get(`web/${name}`)).toMatchObject({
      role: 'web',
      kernel: '6.1.0-31-amd64',
      importedBy: 'anna "x" ü',
      origin: "recipe 'web'",
      files: { 'rootfs.squashfs': { bytes: 50_000 } },
    });
    expect(statSync(join(folder, 'vmlinuz')).mode & 0o222).toBe(0);
    expect(server.list('tmp')).toEqual([]);
    expect(server.checkAudit()).toBe(1);
    expect(await importImage(server, source)).toMatchObject({
      value: { digest: name, isNew: false },
    });
  });

  it('of another digest than it was said to have is not taken in', async () => {
    const { server, source } = await open();
    expect(await importImage(server, { ...source, digest: digest('a') })).toMatchObject({
      error: { code: 'digest-mismatch' },
    });
    expect(rests(server)).toBe('');
  });

  it('of which a file is missing, or whose role is no name, is not taken in', async () => {
    const { server, source } = await open();
    expect(await importImage(server, { ...source, kernel: '/none/vmlinuz' })).toMatchObject({
      error: { code: 'image-not-found', message: expect.stringContaining('/none/vmlinuz') },
    });
    for (const role of ['../x', 'a/b', '', '$(reboot)']) {
      expect(await importImage(server, { ...source, role })).toMatchObject({
        error: { code: 'invalid-input' },
      });
    }
    expect(rests(server)).toBe('');
  });

  it('that a kill interrupts at any moment is there whole or not at all, and its rest is swept', async () => {
    const { server, source } = await open();
    let survived = false;
    for (let moment = 1; !survived; moment++) {
      for (const program of ['dd', 'mv', 'sync', 'sha256sum', 'od', 'chmod']) {
        server.replace(program, (real) =>
          [
            `n=$(cat '${server.folder}/count'); n=$((n + 1)); echo $n >'${server.folder}/count'`,
            `if [ $n -eq ${moment} ]; then kill -9 $PPID; exit 1; fi`,
            `exec ${real} "$@"`,
          ].join('\n'),
        );
      }
      server.put('../count', '0\n');
      survived = (await importImage(server, source)).ok;
      const state = await read(server);
      expect(state.problems).toEqual([]);
      expect(server.list('images/web').length).toBe(state.images.size);
      server.put('../count', '-1000000\n');
      expect((await commit(server, [])).ok).toBe(true);
      expect(server.list('tmp')).toEqual([]);
      expect(moment).toBeLessThan(60);
      if (survived) break;
      execFileSync('rm', ['-rf', server.file('images/web')]);
    }
    expect(server.list('images/web').length).toBe(1);
  });

  it.runIf(canHaveAccounts)(
    'that does not fit leaves nothing, whether that was seen before or in the middle',
    async () => {
      const { server, source } = await open({ mount: 'size=128k' });
      server.put('../in/root', Buffer.alloc(300_000, 3));
      expect(await importImage(server, source)).toMatchObject({ error: { code: 'disk-full' } });
      expect(rests(server)).toBe('');
      // A server that tells of more room than it has.
      server.replace('df', () => 'echo; echo x 1 1 99999999 1 x');
      expect(await importImage(server, source)).toMatchObject({
        error: { code: 'disk-full', details: expect.stringContaining('No space left') },
      });
      expect(rests(server)).toBe('');
      expect(server.list('tmp')).toEqual([]);
    },
  );

  it('is deleted only when no client, channel, report and open rollout names it', async () => {
    const { server, source } = await open();
    const taken = await importImage(server, source);
    const name = taken.ok ? taken.value.digest : '';
    const image = { role: 'web', digest: name, by: 'anna' };
    const other = digest('c');
    const users: [path: string, content: object, over: object][] = [
      [
        'clients/a.json',
        sampleClient('a', { desired: name }),
        sampleClient('a', { rejected: [name] }),
      ],
      ['clients/b.json', sampleClient('b', { previous: name }), sampleClient('b')],
      [
        'channels/web/stable.json',
        { ...sampleChannel, digest: name },
        { ...sampleChannel, digest: other },
      ],
      ['reports/a.json', { client: 'a', digest: name }, { client: 'a', digest: null }],
      ['rollouts/r1/plan.json', { ...samplePlan([['a']]), digest: name }, samplePlan([['a']])],
      ['rollouts/r1/state.json', { clients: { a: { previous: name } } }, {}],
      ['rollouts/r1/events.jsonl', { clients: { a: { previous: name } } }, {}],
    ];
    for (const [path, using, over] of users) {
      server.put(path, JSON.stringify(using, null, 2));
      expect(await deleteImage(server, image), path).toMatchObject({
        error: { code: 'in-use', details: expect.stringContaining(path) },
      });
      server.put(path, JSON.stringify(over));
    }
    server.put('rollouts/r0/plan.json', JSON.stringify({ digest: name }));
    expect((await deleteImage(server, image)).ok).toBe(false);
    server.put('rollouts/r0/ended.json', '{}');
    expect(await deleteImage(server, image)).toEqual({ ok: true, value: undefined });
    expect(server.list('images/web')).toEqual([]);
    expect(server.list('tmp')).toEqual([]);
    expect(server.checkAudit()).toBe(2);
    expect(await deleteImage(server, image)).toMatchObject({ error: { code: 'image-not-found' } });
  });

  it('tells its packages where they were listed', async () => {
    const { server, source } = await open();
    const status = [
      'Package: bash\nStatus: install ok installed\nVersion: 5.2-1\n',
      'Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n',
      'Package: curl\nStatus: install ok installed\nDescription: x\n Version: 9\nVersion: 8.1\n',
    ].join('\n');
    server.put('../status', status);
    server.replace('unsquashfs', () => `exec cat '${join(server.folder, 'status')}'`);
    const taken = await importImage(server, source);
    const name = taken.ok ? taken.value.digest : '';
    expect(await readPackages(server, { role: 'web', digest: name })).toEqual({
      ok: true,
      value: [
        { name: 'bash', version: '5.2-1' },
        { name: 'curl', version: '8.1' },
      ],
    });
    expect((await read(server)).images.get(`web/${name}`)?.packages).toBe(2);
    const folder = server.file(`images/web/${name}`);
    chmodSync(folder, 0o755);
    execFileSync('rm', ['-f', join(folder, 'packages.tsv')]);
    expect(await readPackages(server, { role: 'web', digest: name })).toEqual({
      ok: true,
      value: null,
    });
    expect(await readPackages(server, { role: 'web', digest: digest('d') })).toMatchObject({
      error: { code: 'image-not-found' },
    });
  });
});
