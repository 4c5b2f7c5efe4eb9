import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainActivity } from '../../../src/main/core/jobs/look-at-domains.ts';
import {
  type FollowEnd,
  notFollowing,
  readFollowLine,
} from '../../../src/main/core/migration/follow-lines.ts';
import { lookAtFiles } from '../../../src/main/core/migration/look-at-files.ts';
import {
  cancelMoveScript,
  cleanUpScript,
} from '../../../src/main/core/migration/scripts/end-move.ts';
import { followScript } from '../../../src/main/core/migration/scripts/follow-move.ts';
import {
  endReceiverScript,
  lookAtTargetScript,
} from '../../../src/main/core/migration/scripts/look-at-target.ts';
import { receiveCopyScript } from '../../../src/main/core/migration/scripts/run-copy.ts';
import { runLiveScript } from '../../../src/main/core/migration/scripts/run-live.ts';
import { startMoveScript } from '../../../src/main/core/migration/scripts/start-move.ts';
import { settleDomain } from '../../../src/main/core/migration/settle-domain.ts';
import { type RemoteScript, scriptLine } from '../../../src/main/core/shell/command-line.ts';
import type { RemoteProcess } from '../../../src/main/core/ssh/ssh-port.ts';
import { createFakeXenPair, type FakeXenPair } from '../../support/fake-xen-pair.ts';
import { transcript } from '../../support/transcripts.ts';
import { until } from '../../support/until.ts';

/** The command lines of all processes that wait for lines of this move. */
const followersOf = (directory: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => commandLineOf(pid))
    .filter((line) => line.startsWith('tail') && line.includes(directory));

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // It has ended meanwhile.
  }
}

const uuid = '11111111-2222-4333-8444-555555555555';
const other = '99999999-2222-4333-8444-555555555555';

describe.each(['dash', 'bash'] as const)('on a host (%s)', (shell) => {
  let pair: FakeXenPair;
  let directory: string;
  let job: string;
  beforeEach(() => {
    pair = createFakeXenPair(shell);
    job = crypto.randomUUID();
    directory = `run/stateroom-${job}`;
  });
  afterEach(() => pair.remove());

  const at = (path: string) => join(pair.a.folder, path);

  async function run(script: RemoteScript, ...args: string[]): Promise<string> {
    const ran = await pair.a.link.exec(scriptLine(script, args));
    if (!ran.ok) throw new Error(ran.error.message);
    return ran.value.stdout.trimEnd();
  }

  /** A channel whose lines are read as those of a move. */
  async function follow(script: RemoteScript, ...args: string[]) {
    const opened = await pair.a.link.open(scriptLine(script, args));
    if (!opened.ok) throw new Error(opened.error.message);
    let seen = notFollowing;
    const lines: string[] = [];
    opened.value.onStdout((line) => {
      lines.push(line);
      seen = readFollowLine(seen, line);
    });
    return {
      channel: opened.value,
      lines,
      seen: () => seen,
      ended: (): Promise<FollowEnd> => until(() => seen.end, 'the end of following'),
    };
  }

  /** Begins a program as a move is begun. */
  const begin = (program: RemoteScript, transport = ':') =>
    follow(
      startMoveScript,
      directory,
      '7',
      uuid,
      'stateroom-target ssh-ed25519 AAAA',
      program.text,
      program.name,
      transport,
    );

  /** A worker that says two lines, waits for the test, and ends with a status. */
  const worker: RemoteScript = {
    name: 'worker',
    text: `
      dir=$1
      echo 'migration target: Ready to receive domain.' >>"$dir/err"
      printf 'half a' >>"$dir/err"
      while [ ! -e "$dir/go" ]; do sleep 0.05; done
      printf ' line\\nweb "1" \\\\n $(reboot) \\344' >>"$dir/err"
      echo 3 >"$dir/status.new"; mv "$dir/status.new" "$dir/status"
    `,
  };

  describe('a move is begun and followed', () => {
    beforeEach(() => pair.a.add(7, 'web "1" $(reboot) ü', uuid, '-b----'));

    it('line by line, also one that comes in halves, to its status', async () => {
      const move = await begin(worker);
      await until(() => move.seen().transcript.ready, 'the first line');
      expect(move.lines[0]).toBe('begun');
      expect(move.seen().transcript.spoken).toHaveLength(1);
      writeFileSync(at(`${directory}/go`), '');
      expect(await move.ended()).toEqual({ kind: 'status', status: 3 });
      const { spoken } = move.seen().transcript;
      expect(spoken.slice(0, 2)).toEqual([
        'migration target: Ready to receive domain.',
        'half a line',
      ]);
      expect(spoken[2]).toMatch(/^web "1" \\n \$\(reboot\) ./);
      expect((await move.channel.ended).ok).toBe(true);
      expect(readFileSync(at(`${directory}/known_hosts`), 'utf8')).toBe(
        'stateroom-target ssh-ed25519 AAAA\n',
      );
    });

    it('by a process that outlives the channel, and is found again with all its lines', async () => {
      const move = await begin(worker);
      await until(() => move.seen().transcript.ready, 'the first line');
      move.channel.kill();
      await move.channel.ended;
      const again = await follow(followScript, directory);
      await until(() => again.seen().transcript.ready, 'the first line again');
      writeFileSync(at(`${directory}/go`), '');
      expect(await again.ended()).toEqual({ kind: 'status', status: 3 });
      expect(again.seen().transcript.spoken).toHaveLength(3);
      const late = await follow(followScript, directory);
      expect(await late.ended()).toEqual({ kind: 'status', status: 3 });
      expect(late.seen().transcript).toMatchObject({ ready: true });
    });

    it('and nothing that followed it is left behind, whenever the channel closes', async () => {
      const move = await begin(worker);
      await until(() => move.seen().transcript.ready, 'the first line');
      expect(followersOf(directory)).toHaveLength(1);
      move.channel.kill();
      await until(() => followersOf(directory).length === 0, 'the end of its tail');
      const again = await follow(followScript, directory);
      await until(() => again.seen().transcript.ready, 'the first line again');
      writeFileSync(at(`${directory}/go`), '');
      expect(await again.ended()).toEqual({ kind: 'status', status: 3 });
      await until(() => followersOf(directory).length === 0, 'the end of the second tail');
    });

    it.each(['begun', 'found again'])('is lost when it was killed (%s)', async (how) => {
      const move = await begin(worker);
      await until(() => move.seen().transcript.ready, 'the first line');
      await until(
        () => readFileSync(at(`${directory}/err`), 'utf8').endsWith('half a'),
        'what it says before it is killed',
      );
      const watched = how === 'begun' ? move : await follow(followScript, directory);
      process.kill(-Number(readFileSync(at(`${directory}/pid`), 'utf8')), 'SIGKILL');
      expect(await watched.ended()).toEqual({ kind: 'lost' });
      expect(watched.seen().transcript.spoken).toContain('half a');
    });

    it('is not lost while something that it began goes on', async () => {
      const parent: RemoteScript = {
        name: 'parent',
        text: `dir=$1; (${worker.text.replace('dir=$1', ':')}); :`,
      };
      const move = await begin(parent);
      await until(() => move.seen().transcript.ready, 'the first line');
      process.kill(Number(readFileSync(at(`${directory}/pid`), 'utf8')), 'SIGKILL');
      const again = await follow(followScript, directory);
      await until(() => again.lines.length > 1, 'more than one look');
      writeFileSync(at(`${directory}/go`), '');
      expect(await again.ended()).toEqual({ kind: 'status', status: 3 });
      expect(await move.ended()).toEqual({ kind: 'status', status: 3 });
    });

    it('is lost when its number belongs to another process now', async () => {
      const stranger = spawn('sleep', ['600'], { detached: true });
      mkdirSync(at(directory));
      writeFileSync(at(`${directory}/err`), 'x\n');
      writeFileSync(at(`${directory}/pid`), `${stranger.pid}\n`);
      const found = await follow(followScript, directory);
      expect(await found.ended()).toEqual({ kind: 'lost' });
      stranger.kill();
    });

    it('is gone when there is no record of it', async () => {
      expect(await (await follow(followScript, directory)).ended()).toEqual({ kind: 'gone' });
    });

    it.skipIf(!existsSync('/proc/self/io'))(
      'tells how many bytes its transport has written',
      async () => {
        const sender: RemoteScript = {
          name: 'sender',
          text: `dir=$1
          /bin/sh -c 'echo $$ >"$0/transport"; head -c 300000 /dev/zero; while [ ! -e "$0/go" ]; do sleep 0.05; done' "$dir" >/dev/null
          echo 0 >"$dir/status"`,
        };
        const move = await begin(sender);
        await until(() => move.seen().bytes >= 300_000, 'all bytes');
        writeFileSync(at(`${directory}/go`), '');
        expect(await move.ended()).toEqual({ kind: 'status', status: 0 });
      },
    );

    it.each<[string, () => void, RegExp]>([
      [
        'the guest is not there any more',
        () => rmSync(at('domains/7')),
        /not on this host any more/,
      ],
      [
        'its number is another guest’s',
        () => pair.a.add(7, 'new', other, '-b----'),
        /not on this host/,
      ],
      [
        'its number is that of a guest with a misleading name',
        () => pair.a.add(7, `x 7 128 1 -b---- 3.0 ${uuid} - -`, other, '-b----'),
        /not on this host/,
      ],
      ['the job has begun already', () => mkdirSync(at(directory)), /File exists/],
    ])('is refused, and nothing is done, when %s', async (_what, arrange, why) => {
      arrange();
      const move = await begin(worker);
      const end = await move.ended();
      expect(end).toMatchObject({ kind: 'refused' });
      expect(end.kind === 'refused' ? end.why : '').toMatch(why);
      expect(move.seen().begun).toBe(false);
      expect(existsSync(at(`${directory}/err`))).toBe(false);
    });

    it('live: xl’s own words and status come through, and the transport is one word for it', async () => {
      const words = transcript('xl-migrate-pvh-success.stderr.txt');
      writeFileSync(at('words'), words);
      pair.a.at('-vvv', `printf '%s\\n' "$#" "$@" >"$here/asked"; cat "$here/words" >&2; exit 0`);
      const move = await begin(runLiveScript, 'ssh -p 22 "a b" $(x)');
      expect(await move.ended()).toEqual({ kind: 'status', status: 0 });
      expect(move.seen().transcript).toMatchObject({
        successful: true,
        spoken: words.trimEnd().split('\n'),
      });
      expect(pair.a.calls().filter((call) => call.includes('migrate'))).toEqual([
        '-vvv migrate -s  7 ssh -p 22 "a b" $(x)',
      ]);
    });

    it('live: a failure’s words and status too', async () => {
      const words = transcript('xl-migrate-pv-no-shadow-failure.stderr.txt');
      writeFileSync(at('words'), words);
      pair.a.at('-vvv', 'cat "$here/words" >&2; exit 1');
      const move = await begin(runLiveScript);
      expect(await move.ended()).toEqual({ kind: 'status', status: 1 });
      expect(move.seen().transcript.spoken).toEqual(words.trimEnd().split('\n'));
    });
  });

  describe('a cancel', () => {
    function leave(files: Record<string, string>) {
      mkdirSync(at(directory));
      for (const [name, text] of Object.entries({ err: '', ...files })) {
        writeFileSync(at(`${directory}/${name}`), text);
      }
    }
    const cancel = (mode: string) => run(cancelMoveScript, directory, mode);

    it.each(['live', 'stop-and-copy'])(
      'ends the transport of a move that runs (%s)',
      async (mode) => {
        const transport = spawn('sleep', ['600']);
        const ended = new Promise((resolve) =>
          transport.on('exit', (_code, signal) => resolve(signal)),
        );
        leave({ transport: `${transport.pid}\n` });
        expect(await cancel(mode)).toBe('asked');
        expect(await ended).toBe('SIGTERM');
        expect(existsSync(at(`${directory}/turn`))).toBe(mode === 'stop-and-copy');
      },
    );

    it('is for nothing when the move is over, or was never begun', async () => {
      expect(await cancel('live')).toBe('ended');
      leave({ status: '0\n', transport: '1\n' });
      expect(await cancel('live')).toBe('ended');
    });

    it.each(['live', 'stop-and-copy'])('comes too late after the permission (%s)', async (mode) => {
      leave({ err: 'migration sender: Giving target permission to start.\n' });
      expect(await cancel(mode)).toBe('late');
    });

    it('comes too late when the source has taken its turn', async () => {
      leave({});
      mkdirSync(at(`${directory}/turn`));
      expect(await cancel('stop-and-copy')).toBe('late');
    });
  });

  describe('the end of a stop-and-copy that receives', () => {
    const stream = `${`${uuid} web1`.padEnd(100)}${'\0'.repeat(200_000)}`;

    /** A receiver that has everything and waits to be told. */
    async function receive(): Promise<{ channel: RemoteProcess; said: string[] }> {
      const opened = await pair.a.link.open(scriptLine(receiveCopyScript, [job, directory, uuid]));
      if (!opened.ok) throw new Error(opened.error.message);
      const said: string[] = [];
      opened.value.onStdout((line) => said.push(line));
      await until(() => said.includes('ready'), 'ready');
      opened.value.write(stream);
      await until(() => said.includes('restored'), 'restored');
      return { channel: opened.value, said };
    }
    const look = () => run(lookAtTargetScript, job, directory);

    it('is seen while it waits to be told, although its connection is dead', async () => {
      expect(await look()).toBe('receiver gone\nrecord none');
      const { channel } = await receive();
      expect(await look()).toBe('receiver running\nrecord unstarted');
      expect(await run(lookAtTargetScript, crypto.randomUUID(), directory)).toContain(
        'receiver gone',
      );
      expect(await run(endReceiverScript, job)).toBe('');
      expect(await look()).toBe('receiver gone\nrecord unstarted');
      await channel.ended;
      // Nobody let it run; the console decides what becomes of it.
      expect(pair.a.domains()).toEqual({ 20: '--p---' });
    });

    it('lets the guest run when it is told to, and leaves a record of it', async () => {
      const { channel, said } = await receive();
      channel.write('go\n');
      await channel.ended;
      expect(said).toEqual(['ready', 'restored', 'running']);
      expect(await look()).toBe('receiver gone\nrecord went');
      expect(pair.a.domains()).toEqual({ 20: 'r-----' });
    });

    it.each(['', 'gone\n', 'g', 'stop\n'])('lets nothing run when it hears %j', async (word) => {
      const { channel, said } = await receive();
      if (word) channel.write(word);
      channel.endInput();
      await channel.ended;
      expect(said).toEqual(['ready', 'restored', 'dropped']);
      expect(pair.a.domains()).toEqual({});
      expect(await look()).toBe('receiver gone\nrecord unstarted');
    });

    it('destroys no other copy when its connection ends late: the guest may have come again', async () => {
      const { channel, said } = await receive();
      rmSync(at('domains/20'));
      pair.a.add(31, 'web1', uuid, 'r-----');
      channel.endInput();
      await channel.ended;
      expect(said).not.toContain('dropped');
      expect(pair.a.domains()).toEqual({ 31: 'r-----' });
    });

    it('destroys not even its own copy once that was let run by another hand', async () => {
      const { channel, said } = await receive();
      pair.a.add(20, 'web1', uuid, '-b----');
      channel.endInput();
      await channel.ended;
      expect(said).not.toContain('dropped');
      expect(pair.a.domains()).toEqual({ 20: '-b----' });
    });

    it('takes nothing when the guest is there already, and leaves that one alone', async () => {
      pair.a.add(3, 'web1', uuid, '--p---');
      expect(await run(receiveCopyScript, job, directory, uuid)).toBe('failed');
      expect(pair.a.domains()).toEqual({ 3: '--p---' });
      expect(await look()).toBe('receiver gone\nrecord none');
    });
  });

  describe('a domain that stands still', () => {
    const sighting = {
      name: 'web1',
      domid: 7,
      uuid,
      activity: 'paused' as DomainActivity,
      memoryMiB: 1,
    };

    it.each([
      ['destroy', '--p---', {}],
      ['destroy', '---ss-', {}],
      ['unpause', '--p---', { 7: 'r-----' }],
    ] as const)('is settled: %s in state %s', async (action, state, left) => {
      pair.a.add(7, 'web1', uuid, state);
      expect(await settleDomain(pair.a.link, action, sighting)).toEqual({
        ok: true,
        value: undefined,
      });
      expect(pair.a.domains()).toEqual(left);
    });

    it.each([
      ['destroy', 'r-----'],
      ['destroy', '-b----'],
      ['destroy', '------'],
      ['destroy', '---sc-'],
      ['destroy', '---sr-'],
      ['unpause', 'r-----'],
      ['unpause', '---ss-'],
      ['unpause', '--ps--'],
    ] as const)('is left as it is: %s in state %s', async (action, state) => {
      pair.a.add(7, 'web1', uuid, state);
      expect(await settleDomain(pair.a.link, action, sighting)).toMatchObject({
        ok: false,
        error: { details: expect.stringContaining(state) },
      });
      expect(pair.a.domains()).toEqual({ 7: state });
      expect(pair.a.calls()).toEqual(['list -v']);
    });

    it.each([
      ['its number is another guest’s', [7, 'web1', other]],
      ['it has another number', [8, 'web1', uuid]],
      ['another guest’s name looks like its row', [7, `x 7 128 1 --p--- 3.0 ${uuid} - -`, other]],
    ] as const)('is left as it is when %s', async (_what, [domid, name, its]) => {
      pair.a.add(domid, name, its, '--p---');
      for (const action of ['destroy', 'unpause'] as const) {
        expect((await settleDomain(pair.a.link, action, sighting)).ok).toBe(false);
      }
      expect(pair.a.domains()).toEqual({ [domid]: '--p---' });
    });

    it('is found whatever the names around it hold', async () => {
      pair.a.add(5, `x 7 128 1 r----- 3.0 ${uuid} - -`, other, 'r-----');
      pair.a.add(7, 'web "1" $(reboot) ü', uuid, '--p---');
      expect((await settleDomain(pair.a.link, 'destroy', sighting)).ok).toBe(true);
      expect(pair.a.domains()).toEqual({ 5: 'r-----' });
    });

    it('is left as it is when xl cannot list', async () => {
      pair.a.add(7, 'web1', uuid, '--p---');
      pair.a.at('list', 'exit 1');
      expect((await settleDomain(pair.a.link, 'destroy', sighting)).ok).toBe(false);
      expect(pair.a.domains()).toEqual({ 7: '--p---' });
    });
  });

  it('files are told by kind, size and, where it is asked for and not too much, their content', async () => {
    const hostile = at('web "1" $(reboot) \\n ü.img');
    writeFileSync(hostile, 'content');
    writeFileSync(at('large'), Buffer.alloc(97 * 1_048_576));
    symlinkSync(hostile, at('link'));
    symlinkSync(at('none'), at('dangling'));
    const paths = [
      hostile,
      at('link'),
      at('large'),
      at('none'),
      at('dangling'),
      at('run'),
      '/dev/null',
      '-n',
    ];
    const seen = await lookAtFiles(
      pair.a.link,
      paths.map((path) => ({ path, compare: true })),
    );
    const sha256 = createHash('sha256').update('content').digest('hex');
    const file = { kind: 'file', bytes: 7, deviceId: null, sha256 };
    const none = { kind: 'missing', bytes: null, deviceId: null, sha256: null };
    expect(seen).toEqual({
      ok: true,
      value: [
        file,
        file,
        { ...file, bytes: 97 * 1_048_576, sha256: null },
        none,
        none,
        { ...none, kind: 'other' },
        { ...none, kind: 'other' },
        none,
      ],
    });
    const plain = await lookAtFiles(pair.a.link, [{ path: hostile, compare: false }]);
    expect(plain).toEqual({ ok: true, value: [{ ...file, sha256: null }] });
  });

  it('the directory of a move is removed, and nothing else is', async () => {
    mkdirSync(at(directory));
    appendFileSync(at(`${directory}/err`), 'x');
    expect(await run(cleanUpScript, directory)).toBe('');
    expect(existsSync(at(directory))).toBe(false);
    mkdirSync(at('run/other'));
    for (const path of ['run', 'run/other', 'run/stateroom-']) await run(cleanUpScript, path);
    expect(existsSync(at('run/other'))).toBe(true);
  });
});
