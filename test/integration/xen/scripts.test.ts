import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type RemoteScript, scriptLine } from '../../../src/main/core/shell/command-line.ts';
import type { CommandRunner, RemoteProcess } from '../../../src/main/core/ssh/ssh-port.ts';
import { createFrameReader, type Frame, readFrames } from '../../../src/main/core/xen/xl/frames.ts';
import { stateroomRead } from '../../../src/main/core/xen/xl/scripts/stateroom-read.ts';
import { stateroomWatch } from '../../../src/main/core/xen/xl/scripts/stateroom-watch.ts';
import { createFakeXenTools, type FakeXenTools } from '../../support/fake-xen-tools.ts';
import { processesWith } from '../../support/left-processes.ts';
import { createLocalRunner } from '../../support/local-runner.ts';
import { hostWithGuest, transcriptOf } from '../../support/transcripts.ts';
import { until } from '../../support/until.ts';

const nonce = 'a0b1c2d3e4f5';
const busybox = ['/usr/bin/busybox', '/bin/busybox'].find((path) => existsSync(path));

const table = transcriptOf(hostWithGuest, 'xl list -v');
const secondRow =
  'web "1" $(reboot) ü                         2   128     1     --p---       0.0 11111111-0000-4000-8000-000000000000        -                -\n';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** The transcripts' host, and a runner whose `/bin/sh` is the shell under test. */
function openHost(shell: string): {
  tools: FakeXenTools;
  runner: CommandRunner;
  pids: () => number[];
} {
  const tools = createFakeXenTools();
  cleanups.push(() => tools.remove());
  for (const command of [
    'info -n',
    'list -v',
    'list -l',
    'vcpu-list',
    'sched-credit2',
    'cpupool-list',
  ]) {
    tools.answer(command, transcriptOf(hostWithGuest, `xl ${command}`));
  }
  tools.answer('info free_memory', '1884\n');
  tools.domains({ 0: 'Domain-0', 1: 'hvm1' });
  tools.store('/local/domain/1/console/tty', '/dev/pts/0');
  const env = { ...tools.env };
  if (shell === 'busybox' && busybox) {
    const applets = join(tools.configDir, '..', 'applets');
    mkdirSync(applets);
    execFileSync(busybox, ['--install', '-s', applets]);
    env.PATH = `${env.PATH?.split(':')[0]}:${applets}`;
  }
  const local = createLocalRunner({ env });
  // The line says /bin/sh; what stands there differs from host to host.
  const asShell = <T extends string>(line: T): T =>
    shell === 'busybox' ? (line.replace('/bin/sh', `${busybox} sh`) as T) : line;
  const runner: CommandRunner = {
    exec: (command, options) => local.exec(asShell(command), options),
    open: (command, options) => local.open(asShell(command), options),
  };
  return { tools, runner, pids: () => processesWith(tools.env.FAKE_XEN ?? '') };
}

async function read(runner: CommandRunner, tools: FakeXenTools): Promise<Frame[]> {
  const ran = await runner.exec(scriptLine(stateroomRead, [nonce, tools.configDir]));
  if (!ran.ok) throw new Error(ran.error.message);
  return readFrames(nonce, ran.value.stdout, ran.value.stderr);
}

async function openWatch(
  runner: CommandRunner,
  tools: FakeXenTools,
  // Longer than anybody here waits: what comes was told by an event and not by a tick.
  seconds: { usage: number; sweep: number } = { usage: 6000, sweep: 6000 },
): Promise<{ channel: RemoteProcess; frames: Frame[]; kinds: () => string[] }> {
  const args = [nonce, tools.configDir, `${seconds.usage}`, `${seconds.sweep}`];
  const opened = await runner.open(scriptLine(stateroomWatch satisfies RemoteScript, args));
  if (!opened.ok) throw new Error(opened.error.message);
  const channel = opened.value;
  const frames: Frame[] = [];
  const reader = createFrameReader(nonce, (frame) => frames.push(frame));
  channel.onStdout((line) => reader.push(line));
  cleanups.unshift(() => channel.kill());
  return { channel, frames, kinds: () => frames.map(({ kind }) => kind) };
}

/** The watch has had its first look and the closer ones after it. */
async function settled(frames: Frame[]): Promise<void> {
  await until(() => frames.filter(({ kind }) => kind === 'ttys').length >= 2, 'the closer look');
}

const shells = [
  { shell: 'dash', present: existsSync('/bin/sh') },
  { shell: 'busybox', present: busybox !== undefined },
];

for (const { shell, present } of shells) {
  describe.skipIf(!present)(`stateroom-read under ${shell}`, () => {
    it('brings every part of a host, each with its own status', async () => {
      const { tools, runner } = openHost(shell);
      writeFileSync(join(tools.configDir, 'hvm1.cfg'), 'name = "hvm1"');
      const frames = await read(runner, tools);
      const text = (kind: string) => frames.find((frame) => frame.kind === kind)?.text;
      expect(text('info')).toBe(transcriptOf(hostWithGuest, 'xl info -n').trimEnd());
      expect(text('domains')).toBe(table);
      expect(text('configs')).toBe(transcriptOf(hostWithGuest, 'xl list -l'));
      expect(text('sched')).toBe(transcriptOf(hostWithGuest, 'xl sched-credit2'));
      expect(text('ttys')).toBe(' 1=/dev/pts/0');
      expect(text('file-text')).toBe('name = "hvm1"');
      expect(text('mounts')).toContain('/proc');
      expect(text('clock')).toMatch(/^\d{10}/);
      expect(frames.filter(({ status }) => status !== 0)).toEqual([]);
    });

    it('keeps files to the byte, follows autostart out of the folder, and passes by what is no file', async () => {
      const { tools, runner } = openHost(shell);
      const nasty = `name = "x"\n${nonce}x end 0\n# no end of line ü`;
      const outside = join(tools.configDir, '..', 'outside.cfg');
      writeFileSync(join(tools.configDir, 'a b\nc.cfg'), nasty);
      writeFileSync(outside, 'name = "outside"\n');
      symlinkSync(outside, join(tools.configDir, 'auto', 'outside.cfg'));
      symlinkSync(join(tools.configDir, 'nowhere'), join(tools.configDir, 'auto', 'broken.cfg'));
      mkdirSync(join(tools.configDir, 'folder.cfg'));
      execFileSync('mkfifo', [join(tools.configDir, 'fifo.cfg')]);
      const frames = await read(runner, tools);
      const texts = (kind: string) =>
        frames.filter((one) => one.kind === kind).map((one) => one.text);
      expect(texts('file-path')).toEqual([join(tools.configDir, 'a b\nc.cfg'), outside]);
      expect(texts('file-text')).toEqual([nasty, 'name = "outside"\n']);
      expect(texts('auto')).toEqual([outside]);
      expect(texts('files-end')).toHaveLength(1);
    });

    it('cuts a flood of files, and shows that it did', async () => {
      const { tools, runner } = openHost(shell);
      for (let index = 0; index < 150; index++) {
        writeFileSync(join(tools.configDir, `${index}.cfg`), 'x'.repeat(70_000));
      }
      const frames = await read(runner, tools);
      const files = frames.filter(({ kind }) => kind === 'file-text');
      expect(files.every(({ text }) => text.length <= 65_536)).toBe(true);
      expect(files.length).toBeLessThan(150);
      expect(frames.some(({ kind }) => kind === 'files-end')).toBe(false);
      expect(frames.at(-1)?.kind).toBe('clock');
    });

    it('goes on when a tool fails, with that tool’s own words', async () => {
      const { tools, runner } = openHost(shell);
      tools.fail('cpupool-list', 1, 'libxl: error: no pools\n');
      const frames = await read(runner, tools);
      expect(frames.find(({ kind }) => kind === 'pools')).toMatchObject({
        status: 1,
        stderr: 'libxl: error: no pools',
      });
      expect(frames.find(({ kind }) => kind === 'configs')).toMatchObject({
        status: 0,
        stderr: '',
      });
    });

    it('is not held up by an xl that hangs', async () => {
      const { tools, runner, pids } = openHost(shell);
      tools.hang();
      const frames = await read(runner, tools);
      expect([124, 137]).toContain(frames.find(({ kind }) => kind === 'info')?.status);
      expect(frames.some(({ kind }) => kind === 'configs')).toBe(false);
      await until(() => pids().length === 0, 'nothing is left running');
    });
  });

  describe.skipIf(!present)(`stateroom-watch under ${shell}`, () => {
    it('looks once at the start, and then tells a change from another terminal when xenstore does', async () => {
      const { tools, runner } = openHost(shell);
      const { frames } = await openWatch(runner, tools);
      await settled(frames);
      const before = frames.length;
      tools.answer('list -v', table + secondRow);
      tools.answer('info free_memory', '1756\n');
      tools.domains({ 0: 'Domain-0', 1: 'hvm1', 2: 'web' });
      tools.store('/local/domain/2/console/tty', '/dev/pts/7');
      tools.event('@introduceDomain');
      await until(() => frames.length >= before + 4, 'the change is told');
      expect(frames.slice(before, before + 4)).toMatchObject([
        { kind: 'traffic', status: 0 },
        {
          kind: 'domains',
          args: [expect.stringMatching(/^\d+\.\d\d$/), '1756'],
          text: (table + secondRow).trimEnd(),
        },
        { kind: 'configs', status: 0 },
        { kind: 'ttys', text: ' 1=/dev/pts/0 2=/dev/pts/7' },
      ]);
    });

    it('makes one look of a burst of events', async () => {
      const { tools, runner } = openHost(shell);
      const { frames } = await openWatch(runner, tools);
      await settled(frames);
      const looks = () => tools.calls().filter((call) => call === 'list -v').length;
      const before = looks();
      tools.event('@releaseDomain', 200);
      await until(() => looks() > before, 'a look');
      tools.answer('list -v', table + secondRow);
      tools.event('@introduceDomain');
      await until(() => frames.some(({ text }) => text.includes('$(reboot)')), 'the last event');
      // How many it is depends on how fast they are read; that each was a look of its own is excluded.
      expect(looks() - before).toBeLessThan(100);
    });

    it('costs an idle host one `xl list -v` a tick, whatever CPU time goes by', async () => {
      const { tools, runner } = openHost(shell);
      const { frames } = await openWatch(runner, tools, { usage: 1, sweep: 6000 });
      await settled(frames);
      const before = tools.calls().length;
      const looks = frames.length;
      tools.answer('list -v', table.replace('33.9', '35.1').replaceAll('r-----', '-b----'));
      await until(() => frames.length >= looks + 8, 'four ticks');
      expect(new Set(tools.calls().slice(before))).toEqual(new Set(['list -v']));
      expect(new Set(frames.slice(looks).map(({ kind }) => kind))).toEqual(
        new Set(['traffic', 'domains']),
      );
    });

    it('sees at a tick what xenstore does not tell: pausing, renaming, ballooning', async () => {
      const { tools, runner } = openHost(shell);
      const { frames, kinds } = await openWatch(runner, tools, { usage: 1, sweep: 6000 });
      await settled(frames);
      for (const changed of [
        table.replace('r-----      33.9', '--p---      33.9'),
        table.replace('hvm1', 'hvm2'),
        table.replace('   128 ', '   192 '),
      ]) {
        const before = frames.length;
        tools.answer('list -v', changed);
        await until(() => kinds().indexOf('configs', before) > 0, 'configurations after a change');
      }
    });

    it('tells files when they change, and not before', async () => {
      const { tools, runner } = openHost(shell);
      const path = join(tools.configDir, 'hvm1.cfg');
      writeFileSync(path, 'name = "hvm1"');
      const { kinds } = await openWatch(runner, tools, { usage: 1, sweep: 1 });
      await until(() => kinds().filter((kind) => kind === 'configs').length > 4, 'some sweeps');
      expect(kinds().filter((kind) => kind === 'files')).toHaveLength(1);
      rmSync(path);
      await until(() => kinds().filter((kind) => kind === 'files-end').length === 2, 'the change');
      expect(kinds().filter((kind) => kind === 'file-path')).toHaveLength(1);
      await until(() => kinds().includes('stale'), 'every fifth sweep: all of it is old');
    });

    it('says that nothing tells it of changes where xenstore-watch is missing, and goes on', async () => {
      const { tools, runner } = openHost(shell);
      tools.without('xenstore-watch');
      const { frames } = await openWatch(runner, tools, { usage: 1, sweep: 6000 });
      await until(
        () => frames.some(({ kind, status }) => kind === 'unwatched' && status === 127),
        'that',
      );
      await until(() => frames.some(({ kind }) => kind === 'ttys'), 'a whole look');
    });

    it('tells a failing xl with its status, and recovers', async () => {
      const { tools, runner } = openHost(shell);
      tools.fail('list -v', 1, 'xl: no hypervisor\n');
      const { frames } = await openWatch(runner, tools, { usage: 1, sweep: 6000 });
      await until(
        () => frames.some(({ kind, status }) => kind === 'domains' && status === 1),
        'failure',
      );
      tools.answer('list -v', table);
      await until(() => frames.some(({ kind }) => kind === 'ttys'), 'a whole look');
    });

    it('leaves no process behind when its channel closes, in whatever state it is', async () => {
      const { tools, runner, pids } = openHost(shell);
      const first = await openWatch(runner, tools, { usage: 1, sweep: 1 });
      await settled(first.frames);
      expect(pids().length).toBeGreaterThan(3);
      first.channel.kill();
      await until(() => pids().length === 0, 'no process');
      const second = await openWatch(runner, tools);
      second.channel.kill();
      await until(() => pids().length === 0, 'no process after an early end');
      const third = await openWatch(runner, tools);
      await settled(third.frames);
      third.channel.endInput();
      await until(() => pids().length === 0, 'no process after the end of input');
      expect(await third.channel.ended).toMatchObject({ ok: true, value: { code: 0 } });
    });

    it('ends an xl that hangs, some time after its channel closed', async () => {
      const { tools, runner, pids } = openHost(shell);
      const { channel, frames } = await openWatch(runner, tools, { usage: 1, sweep: 6000 });
      await settled(frames);
      tools.hang();
      await until(
        () => pids().length > 0 && tools.calls().at(-1) === 'list -v',
        'a look that hangs',
      );
      const looks = frames.length;
      await until(() => frames.length === looks && tools.calls().length > 0, 'silence');
      channel.kill();
      await until(() => pids().length === 0, 'no process');
    });
  });
}
