import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { carryBootFiles } from '../../../src/main/core/images/xen/carry-boot-files.ts';
import { updateConfigScript } from '../../../src/main/core/images/xen/scripts/switch-config.ts';
import { bootAlong } from '../../../src/main/core/migration/boot-along.ts';
import { scriptLine } from '../../../src/main/core/shell/command-line.ts';
import type { CommandRunner } from '../../../src/main/core/ssh/ssh-port.ts';
import { appError } from '../../../src/shared/app-error.ts';
import { err } from '../../../src/shared/result.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { type ClientHost, clientUuid, createClientHost } from '../../support/xen-client-host.ts';

const cleanups = createCleanups();
afterEach(() => cleanups.run());
const never = new AbortController().signal;
const image = 'ab'.repeat(32);
/** Both hosts are folders of this machine, so that one path cannot be on both: scripts see theirs. */
const at = (host: ClientHost, name: string) => join(host.folder, 'boot', image, name);

/** Rewrites the source's paths to the target's own, which a real host needs not. */
function onItsOwn(host: ClientHost, source: ClientHost): CommandRunner {
  const own = (line: string) => line.replaceAll(source.folder, host.folder);
  return {
    exec: (line, options) => host.runner.exec(own(line) as typeof line, options),
    open: (line, options) => host.runner.open(own(line) as typeof line, options),
  };
}

function pair() {
  const source = createClientHost({ id: 'h0' });
  const target = createClientHost({ id: 'h1' });
  cleanups.add({
    async stop() {
      source.remove();
      target.remove();
    },
  });
  const ends = {
    source: { runner: source.runner, label: 'xen-a' },
    target: { runner: onItsOwn(target, source), label: 'xen-b' },
  };
  const files = { vmlinuz: randomBytes(5_000_001), 'initrd.img': randomBytes(2_097_152) };
  for (const [name, bytes] of Object.entries(files)) source.put(`boot/${image}/${name}`, bytes);
  const paths = Object.keys(files).map((name) => at(source, name));
  return { source, target, ends, files, paths };
}

describe('the boot files of a VM that moves', () => {
  it('are on its next host whole before it is, and are not brought twice', async () => {
    const { target, ends, files, paths } = pair();
    expect(await carryBootFiles(ends, paths, 'job-1', never)).toEqual({
      ok: true,
      value: 7_097_153,
    });
    for (const [name, bytes] of Object.entries(files)) {
      expect(readFileSync(at(target, name)).equals(bytes)).toBe(true);
    }
    expect(target.bootFiles(image)).toEqual(['initrd.img', 'vmlinuz']);
    expect(await carryBootFiles(ends, paths, 'job-1', never)).toEqual({ ok: true, value: 0 });
  });

  it('go on where they were after a cut', async () => {
    const { target, ends, paths } = pair();
    let pieces = 0;
    const { runner } = ends.target;
    const cut: CommandRunner = {
      ...runner,
      exec: async (line, options) => {
        if (options?.stdin !== undefined && ++pieces === 2) {
          return err(appError('ssh-closed', 'The connection ended.', { retryable: true }));
        }
        return runner.exec(line, options);
      },
    };
    const broken = { ...ends, target: { ...ends.target, runner: cut } };
    expect(await carryBootFiles(broken, paths, 'job-1', never)).toMatchObject({ ok: false });
    expect(target.bootFiles(image)).toEqual(['.vmlinuz.job-1']);
    expect(await carryBootFiles(broken, paths, 'job-1', never)).toMatchObject({ ok: true });
    // Three pieces of one and one of the other; the one that was cut off came again.
    expect(pieces).toBe(5);
  });

  it('of another content there are left alone, and what the source lacks is no failure', async () => {
    const { source, target, ends, paths } = pair();
    target.put(`boot/${image}/vmlinuz`, 'another');
    const missing = join(source.folder, 'boot', 'cd'.repeat(32), 'vmlinuz');
    const carried = await carryBootFiles(ends, [...paths, missing], 'job-1', never);
    expect(carried).toEqual({ ok: true, value: 2_097_152 });
    expect(readFileSync(at(target, 'vmlinuz'), 'utf8')).toBe('another');
    expect(existsSync(missing.replace(source.folder, target.folder))).toBe(false);
  });

  it('that change on their way are refused, and nothing of them stays under the name', async () => {
    const { source, target, ends, paths } = pair();
    const { runner } = ends.source;
    let reads = 0;
    const changing: CommandRunner = {
      ...runner,
      exec: async (line, options) => {
        const ran = await runner.exec(line, options);
        if (line.includes('stateroom-read-boot-piece') && ++reads === 1) {
          const bytes = readFileSync(at(source, 'vmlinuz'));
          writeFileSync(at(source, 'vmlinuz'), bytes.fill(7, 3_000_000));
        }
        return ran;
      },
    };
    const odd = { ...ends, source: { ...ends.source, runner: changing } };
    const carried = await carryBootFiles(odd, paths, 'job-1', never);
    expect(carried).toMatchObject({ ok: false, error: { code: 'digest-mismatch' } });
    expect(target.bootFiles(image)).toEqual([]);
  });
});

describe('a VM that was switched and has not rebooted', () => {
  const config = (kernel: string) => {
    const text = `name = "web1"\nkernel = "${kernel}"\nramdisk = "/boot/own.img"\n`;
    const sha256 = createHash('sha256').update(text).digest('hex');
    const base64 = Buffer.from(text).toString('base64');
    return { path: '/etc/xen/web1.cfg', sha256, mode: '644', autostart: null, base64 };
  };
  const path = (digest: string) => `/var/lib/stateless/boot/${digest}/vmlinuz`;

  it('takes both images along, and only then xl is told of the next one', () => {
    const [now, next] = [path('ab'.repeat(32)), path('cd'.repeat(32))];
    expect(bootAlong({ bootFiles: [now] }, config(next))).toEqual({
      files: [now, next],
      isSwitched: true,
    });
    expect(bootAlong({ bootFiles: [now] }, config(now))).toEqual({
      files: [now],
      isSwitched: false,
    });
    const plain = bootAlong({ bootFiles: ['/boot/vmlinuz'] }, config('/boot/other'));
    expect(plain).toEqual({ files: [], isSwitched: false });
    expect(bootAlong({ bootFiles: [now] }, null)).toEqual({ files: [now], isSwitched: false });
    const outside = '/var/lib/stateless/boot/../../../etc/shadow';
    expect(bootAlong({ bootFiles: [outside] }, config(outside)).files).toEqual([]);
  });

  it('is known to xl of its next host by its configuration there', async () => {
    const host = createClientHost();
    cleanups.add({ stop: async () => host.remove() });
    host.obey();
    const tell = (uuid: string) =>
      host.runner.exec(scriptLine(updateConfigScript, [uuid, host.configPath]));
    const told = await tell(clientUuid);
    expect(told.ok && told.value.stdout).toBe('told\n');
    expect(host.calls('config-update')).toEqual([`config-update 4 ${host.configPath}`]);
    const other = await tell('6b8b4567-327b-43c6-a43c-98695a3c0002');
    expect(other.ok && other.value.stdout).toBe('absent\n');
    expect(host.calls('config-update')).toHaveLength(1);
  });
});
