import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type FollowEnd,
  notFollowing,
  readFollowLine,
} from '../../../src/main/core/migration/follow-lines.ts';
import { followScript } from '../../../src/main/core/migration/scripts/follow-move.ts';
import { runLiveScript } from '../../../src/main/core/migration/scripts/run-live.ts';
import { startMoveScript } from '../../../src/main/core/migration/scripts/start-move.ts';
import { type RemoteScript, scriptLine } from '../../../src/main/core/shell/command-line.ts';
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

describe.each(['dash', 'bash'] as const)('a move on a host (%s)', (shell) => {
  let pair: FakeXenPair;
  let directory: string;
  beforeEach(() => {
    pair = createFakeXenPair(shell);
    directory = `run/stateroom-${crypto.randomUUID()}`;
    pair.a.add(7, 'web "1" $(reboot) ü', uuid, '-b----');
  });
  afterEach(() => pair.remove());

  const at = (path: string) => join(pair.a.folder, path);

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
    ['the guest is not there any more', () => rmSync(at('domains/7')), /not on this host any more/],
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
