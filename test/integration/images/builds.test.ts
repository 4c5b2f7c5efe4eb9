import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  cancelBuild,
  readBuild,
  readBuilds,
  startBuild,
} from '../../../src/main/core/images/server/builds.ts';
import { putRecipe, readRecipe } from '../../../src/main/core/images/server/recipes.ts';
import { type Build, buildProgress } from '../../../src/shared/images/build.ts';
import { debianRecipe } from '../../../src/shared/images/recipe.ts';
import { findProgram } from '../../support/debian-packages.ts';
import {
  createImageServer,
  type LocalImageServer,
  serverShells,
} from '../../support/image-server.ts';
import { canHaveAccounts } from '../../support/sshd.ts';
import { until } from '../../support/until.ts';

const servers: LocalImageServer[] = [];
const mounts: string[] = [];
afterEach(async () => {
  for (const server of servers) {
    for (const role of server.list('builds')) await cancelBuild(server, { role, by: 'test' });
  }
  for (const mount of mounts.splice(0)) execFileSync('umount', ['-l', mount]);
  for (const server of servers.splice(0)) server.remove();
});

const asked = { role: 'web', recipe: debianRecipe, by: 'anna "x"', origin: "recipe 'web'" };

/**
 * mmdebstrap and mksquashfs are stood in for: the real ones are run in the lab, where there are
 * packages. Everything else is what runs on a server. Builds are made by root.
 */
describe.runIf(canHaveAccounts).each(serverShells)('a build (%s)', (shell) => {
  async function open(options: { mmdebstrap?: string; mount?: string } = {}) {
    const server = createImageServer(shell);
    servers.push(server);
    if (options.mount) {
      mkdirSync(server.root);
      execFileSync('mount', ['-t', 'tmpfs', '-o', options.mount, 'tmpfs', server.root]);
      mounts.push(server.root);
    }
    await server.setUp();
    server.replace('mmdebstrap', () =>
      [
        `printf '%s\\n' "$@" >'${server.folder}/words'`,
        `cat >'${server.folder}/sources'`,
        'for each; do case $each in */tree) tree=$each ;; esac; done',
        'echo "I: downloading packages with apt..." >&2',
        'mkdir -p "$tree/boot" "$tree/bin" "$tree/etc/ssh" "$tree/lib/modules/6.1-x/kernel"',
        'echo same-for-all >"$tree/etc/ssh/ssh_host_rsa_key"',
        'echo kernel >"$tree/boot/vmlinuz-6.1-x"; echo old >"$tree/boot/vmlinuz-6.1-a"',
        'echo kernel/fs/nfsv4.ko: >"$tree/lib/modules/6.1-x/modules.dep"',
        'mkdir "$tree/lib/modules/6.1-x/kernel/fs"; echo ko >"$tree/lib/modules/6.1-x/kernel/fs/nfsv4.ko"',
        `printf '#!/bin/sh\\nif [ "$1" = depmod ]; then exit 0; fi\\nexec ${findProgram('busybox')} "$@"\\n' >"$tree/bin/busybox"`,
        'chmod 755 "$tree/bin/busybox"',
        options.mmdebstrap ?? '',
      ].join('\n'),
    );
    server.replace('depmod', () => 'exit 0');
    // What was packed can be looked into.
    server.replace('mksquashfs', () =>
      [`cp -a "$1" '${server.folder}/packed'`, 'tar -C "$1" -cf "$2" .'].join('\n'),
    );
    return server;
  }
  async function end(server: LocalImageServer): Promise<{ build: Build; log: string }> {
    let log = '';
    let from = 0;
    for (;;) {
      const read = await readBuild(server, 'web', from);
      if (!read.ok) throw new Error(JSON.stringify(read.error));
      log += read.value.text;
      from = read.value.next;
      const { build, more } = read.value;
      if (build && build.state !== 'running' && !more) return { build, log };
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const rests = (server: LocalImageServer) => server.list('tmp');

  it('makes an image of a recipe, with the client kit in it, and takes it in as any other', async () => {
    const server = await open();
    server.put('recipes/web/files/etc/motd', 'hello');
    server.put('recipes/web/customize', 'true');
    expect(await startBuild(server, asked)).toEqual({ ok: true, value: undefined });
    const { build, log } = await end(server);
    expect(build, log).toMatchObject({ state: 'done', isNew: true, by: asked.by, problem: null });
    const folder = server.file(`images/web/${build.digest}`);
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ importedBy: asked.by, origin: asked.origin });
    expect(readFileSync(join(folder, 'vmlinuz'), 'utf8')).toBe('kernel\n');
    expect(buildProgress(log).fraction).toBe(0.95);
    expect(rests(server)).toEqual([]);

    const packed = join(server.folder, 'packed');
    const unit = 'etc/systemd/system/multi-user.target.wants/stateless-agent.service';
    expect(readFileSync(join(packed, unit), 'utf8')).toContain(
      'ExecStart=/usr/lib/stateless/agent',
    );
    expect(readFileSync(join(packed, 'usr/lib/stateless/agent'), 'utf8')).toMatch(/^#!\/bin\/sh/);
    expect(readFileSync(join(packed, 'etc/statetab.d/recipe'), 'utf8')).toContain('/var/log/\n');
    // In an image they would be the same for all.
    expect(readdirSync(join(packed, 'etc/ssh'))).toEqual([]);
    const initrd = execFileSync(
      'sh',
      [
        '-c',
        'gzip -dc "$1" | cpio -t 2>/dev/null || gzip -dc "$1" | busybox cpio -t 2>/dev/null',
        'sh',
        join(folder, 'initrd.img'),
      ],
      { encoding: 'utf8' },
    );
    expect(initrd).toMatch(/^init$/m);
    expect(initrd).toContain('lib/modules/6.1-x/kernel/fs/nfsv4.ko');

    const words = readFileSync(join(server.folder, 'words'), 'utf8').split('\n');
    expect(words).toContain('--variant=minbase');
    expect(words).toContain('--dpkgopt=path-exclude=/usr/share/doc/*');
    expect(words.find((word) => word.startsWith('--include='))).toContain('busybox-static,');
    expect(words).toContain('--customize-hook=sh "$STATEROOM_RECIPE/customize" "$1"');
    expect(readFileSync(join(server.folder, 'sources'), 'utf8')).toBe(
      debianRecipe.sources.map((line) => `${line}\n`).join(''),
    );
    expect(server.checkAudit()).toBe(2);
    expect(await readBuilds(server)).toEqual({ ok: true, value: [build] });

    // mmdebstrap runs no later hook of what is only unpacked.
    await startBuild(server, { ...asked, recipe: { ...debianRecipe, variant: 'extract' } });
    await end(server);
    const unpacked = readFileSync(join(server.folder, 'words'), 'utf8').split('\n');
    expect(unpacked).toContain('--extract-hook=sh "$STATEROOM_RECIPE/customize" "$1"');
    expect(unpacked).toContain('--extract-hook=cp -RP "$STATEROOM_RECIPE/files/." "$1/"');
  });

  it('goes on when whoever asked for it hangs up, is found again, and is not begun twice', async () => {
    const server = await open({
      mmdebstrap: 'until [ -e "$(dirname "$0")/gate" ]; do sleep 0.1; done',
    });
    const ready = await startBuild(server, asked);
    expect(ready.ok).toBe(true);
    // Nothing of the console's session is left but the build itself.
    const first = await readBuild(server, 'web', 0);
    expect(first).toMatchObject({ value: { build: { state: 'running', by: asked.by } } });
    expect(await startBuild(server, { ...asked, by: 'ben' })).toMatchObject({
      error: { code: 'build-running' },
    });
    expect(await startBuild(server, { ...asked, role: 'other' })).toMatchObject({ ok: true });
    server.put('../bin/gate', '');
    expect((await end(server)).build).toMatchObject({ state: 'done', by: asked.by });
    await until(() => server.has('builds/other/result'), 'the end of the other');
  });

  it('that is cancelled ends with all it has started, and leaves nothing but its log', async () => {
    const server = await open({ mmdebstrap: 'echo begun; sleep 300 & sleep 300' });
    await startBuild(server, asked);
    await until(() => server.text('builds/web/log').includes('begun'), 'its first words');
    const [pid] = server.text('builds/web/pid').split(' ');
    expect(rests(server)).toEqual([`build-web.${pid}`]);
    expect(await cancelBuild(server, { role: 'web', by: 'ben' })).toEqual({
      ok: true,
      value: undefined,
    });
    const { build, log } = await end(server);
    expect(build).toMatchObject({ state: 'cancelled', digest: null });
    expect(log).toContain('begun');
    expect(rests(server)).toEqual([]);
    const session = execFileSync(
      'sh',
      ['-c', 'ps -o stat=,args= -s "$1" | grep -v ^Z || true', 'sh', pid ?? ''],
      {
        encoding: 'utf8',
      },
    );
    expect(session.trim()).toBe('');
    // One that is over stays as it is.
    await cancelBuild(server, { role: 'web', by: 'ben' });
    expect(server.checkAudit()).toBe(2);
    expect((await startBuild(server, asked)).ok).toBe(true);
  });

  it('that fails says so with the builder’s own words, and leaves nothing else', async () => {
    const words = 'E: setup failed: hook exited with status 7: ü "quoted"';
    const server = await open({ mmdebstrap: `echo '${words}' >&2; exit 25` });
    await startBuild(server, asked);
    const { build, log } = await end(server);
    expect(build).toMatchObject({
      state: 'failed',
      digest: null,
      problem: expect.stringContaining('mmdebstrap ended with status 25'),
    });
    expect(log).toContain(words);
    expect(rests(server)).toEqual([]);
    expect(server.list('images/web')).toEqual([]);
  });

  it('without a kernel, or without a static busybox, says what to add', async () => {
    const bare = await open({ mmdebstrap: 'rm "$tree"/boot/*' });
    await startBuild(bare, asked);
    expect((await end(bare)).build.problem).toContain('linux-image-amd64');
    const dynamic = await open({ mmdebstrap: 'echo /lib64/ld-linux >"$tree/bin/busybox"' });
    await startBuild(dynamic, asked);
    const { build, log } = await end(dynamic);
    expect(build.problem).toContain('initrd');
    expect(log).toContain('busybox-static');
  });

  it('that the disk is too small for says so, wherever it was', async () => {
    const server = await open({
      mount: 'size=12m',
      mmdebstrap: 'head -c 20000000 /dev/zero >"$tree/big" || exit 1',
    });
    await startBuild(server, asked);
    const { build, log } = await end(server);
    expect(build, log).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/disk is full/),
    });
    expect(rests(server)).toEqual([]);
    const late = await open({
      mount: 'size=12m',
      mmdebstrap: 'head -c 7000000 /dev/zero >"$tree/big"',
    });
    late.replace('mksquashfs', () => 'cp "$1/big" "$2"');
    await startBuild(late, asked);
    const end2 = await end(late);
    expect(end2.build, end2.log).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/disk is full/),
    });
    expect(rests(late)).toEqual([]);
    expect(late.list('images/web')).toEqual([]);
  });

  it('that was killed, or cut off by a reboot, is lost, and can be begun anew', async () => {
    const server = await open({ mmdebstrap: 'sleep 300' });
    await startBuild(server, asked);
    const [pid] = server.text('builds/web/pid').split(' ');
    execFileSync('sh', ['-c', 'kill -9 "-$1"', 'sh', pid ?? '']);
    expect((await end(server)).build).toMatchObject({ state: 'lost', digest: null });
    // Another process has its number by now, and another boot has others.
    server.put(
      'builds/web/pid',
      `${process.pid} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')}`,
    );
    expect((await end(server)).build).toMatchObject({ state: 'lost' });
    server.replace('mmdebstrap', () => 'exit 3');
    expect((await startBuild(server, asked)).ok).toBe(true);
    expect((await end(server)).build).toMatchObject({ state: 'failed' });
    // The next write sweeps what the killed one has left.
    expect(rests(server)).toEqual([]);
  });

  it('is refused where the server lacks what builds', async () => {
    const server = createImageServer('busybox');
    servers.push(server);
    await server.setUp();
    expect(await startBuild(server, asked)).toMatchObject({
      error: {
        code: 'not-possible-now',
        message: expect.stringContaining('mmdebstrap mksquashfs'),
      },
    });
    expect(server.has('builds')).toBe(false);
  });

  it('has a recipe to begin with, which is kept with its role, and not over another’s', async () => {
    const server = await open();
    expect(await readRecipe(server, 'web')).toEqual({ ok: true, value: debianRecipe });
    const words = { role: 'web', title: 'Web', healthCommand: 'true', by: 'anna' };
    const mine = { ...debianRecipe, packages: ['nginx-light'] };
    expect(await putRecipe(server, { ...words, recipe: mine })).toEqual({ ok: true, value: 1 });
    expect(JSON.parse(server.text('images/web/role.json'))).toMatchObject({ title: 'Web' });
    expect(await readRecipe(server, 'web')).toEqual({
      ok: true,
      value: { ...mine, generation: 1 },
    });
    expect(await putRecipe(server, { ...words, recipe: mine })).toMatchObject({
      error: { code: 'conflict' },
    });
    const same = { ...words, title: 'Other', recipe: { ...mine, generation: 1 } };
    expect(await putRecipe(server, same)).toEqual({ ok: true, value: 1 });
    expect(JSON.parse(server.text('images/web/role.json'))).toMatchObject({ title: 'Web' });
  });
});
