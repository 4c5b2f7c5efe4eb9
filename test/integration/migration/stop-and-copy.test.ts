import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyStatus } from '../../../src/main/core/migration/scripts/run-copy.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import { neverTwice, prepare, uuid } from '../../support/stop-and-copy-move.ts';
import { until } from '../../support/until.ts';

const blindForASecond =
  'echo "exit 1" >"$here/on-list"; (sleep 1; rm "$here/on-list") >&- 2>&- <&- &';

const atSource = { a: { 7: 'r-----' }, b: {} };
const atTarget = { a: {}, b: { 20: 'r-----' } };

type Prepared = ReturnType<typeof prepare>;
interface Case {
  what: string;
  arrange: (move: Prepared) => void;
  state: Job['state'];
  /** Where it is in the end: state letters by domid. */
  left: { a: Record<string, string>; b: Record<string, string> };
  exit?: number | null;
  says?: RegExp;
}

const cases: Case[] = [
  {
    what: 'everything goes well',
    arrange: () => {},
    state: 'succeeded',
    left: atTarget,
    exit: copyStatus.moved,
    says: /runs on xen-b/,
  },
  {
    what: 'the target refuses the login',
    arrange: ({ pair }) => pair.refuseLogins(),
    state: 'failed',
    left: atSource,
    exit: copyStatus.notReached,
    says: /refused the login.*runs on xen-a, as before/,
  },
  {
    what: 'the target has no xl',
    arrange: ({ pair }) => pair.b.without('xl'),
    state: 'failed',
    left: atSource,
    says: /has no xl.*runs on xen-a, as before/,
  },
  {
    what: 'the target has a record of this job already',
    arrange: ({ pair, directory }) => mkdirSync(join(pair.b.folder, directory)),
    state: 'failed',
    left: atSource,
    exit: copyStatus.notReached,
  },
  {
    what: 'a domain with its uuid is paused at the target',
    arrange: ({ pair }) => pair.b.add(3, 'copy', uuid, '--p---'),
    state: 'failed',
    left: { a: { 7: 'r-----' }, b: {} },
    exit: copyStatus.notReached,
  },
  {
    what: 'saving fails in the middle',
    arrange: ({ pair }) => pair.a.at('save-half', 'broken'),
    state: 'failed',
    left: atSource,
    exit: copyStatus.saveFailed,
    says: /runs on xen-a, as before/,
  },
  {
    what: 'saving is killed in the middle, and leaves the guest suspended',
    arrange: ({ pair }) => pair.a.at('save-half', 'kill -9 $$'),
    state: 'undecided',
    left: { a: { 7: '---ss-' }, b: {} },
    exit: copyStatus.saveFailed,
  },
  {
    what: 'the target runs out of memory in the middle',
    arrange: ({ pair }) =>
      pair.b.at('restore-half', "echo 'xc: error: Failed to populate physmap' >&2; exit 1"),
    state: 'failed',
    left: atSource,
    says: /not enough free memory/,
  },
  {
    what: 'the target fails after it has received everything',
    arrange: ({ pair }) => pair.b.at('restored', 'gone "$id"; exit 1'),
    state: 'failed',
    left: atSource,
    exit: copyStatus.targetFailed,
  },
  {
    what: 'the target fails and leaves a half-built domain',
    arrange: ({ pair }) => pair.b.at('restored', 'exit 1'),
    state: 'failed',
    left: atSource,
    exit: copyStatus.targetFailed,
  },
  {
    what: 'the connection between the hosts breaks in the middle',
    // Which end notices it first is chance: the sender, unless all of it was in the pipe already.
    arrange: ({ pair, cutTransport }) => pair.b.at('restore-half', cutTransport),
    state: 'failed',
    left: atSource,
  },
  {
    what: 'the connection breaks when the target has everything and was not told to go on',
    arrange: ({ pair, cutTransport }) => pair.b.at('restored', cutTransport),
    state: 'failed',
    left: atSource,
    exit: copyStatus.targetFailed,
  },
  {
    what: 'the receiver dies when it has everything',
    arrange: ({ pair }) => pair.b.at('restored', 'kill -9 $PPID'),
    state: 'failed',
    left: atSource,
    exit: copyStatus.targetFailed,
  },
  {
    what: 'the connection breaks after the target was told to go on',
    arrange: ({ pair, cutTransport }) => pair.b.at('unpause', cutTransport),
    state: 'succeeded',
    left: atTarget,
    exit: copyStatus.uncertain,
  },
  {
    what: 'the receiver dies after it was told to go on, and has not let the guest run',
    arrange: ({ pair }) => pair.b.at('unpause', 'kill -9 $PPID; exit 1'),
    state: 'undecided',
    left: { a: { 7: '--p---' }, b: { 20: '--p---' } },
    exit: copyStatus.uncertain,
  },
  {
    what: 'the receiver dies after it has let the guest run',
    arrange: ({ pair }) => pair.b.at('unpaused', 'kill -9 $PPID; exit 1'),
    state: 'succeeded',
    left: atTarget,
    exit: copyStatus.uncertain,
  },
  {
    what: 'the guest crashes at the target',
    arrange: ({ pair }) => pair.b.at('unpaused', 'put "$id" ---sc-'),
    state: 'undecided',
    left: { a: { 7: '--p---' }, b: { 20: '---sc-' } },
    exit: copyStatus.diedAtTarget,
  },
  {
    what: 'the target’s record cannot be written',
    arrange: ({ pair, directory }) =>
      pair.b.at('restored', `rmdir "$here/${directory}" && ln -s /dev/null/x "$here/${directory}"`),
    state: 'failed',
    left: atSource,
    exit: copyStatus.targetRefused,
  },
  {
    what: 'somebody lets the copy at the target run by hand',
    arrange: ({ pair }) => pair.b.at('restored', 'put "$id" r-----'),
    state: 'succeeded',
    left: atTarget,
    exit: copyStatus.uncertain,
  },
  {
    what: 'somebody destroys the copy at the target by hand',
    arrange: ({ pair }) => pair.b.at('restored', 'gone "$id"'),
    state: 'failed',
    left: atSource,
    exit: copyStatus.targetRefused,
  },
  {
    what: 'the target’s xl cannot list for a moment, just when it should go on',
    arrange: ({ pair }) => pair.b.at('restored', blindForASecond),
    state: 'succeeded',
    left: atTarget,
    exit: copyStatus.moved,
  },
  {
    what: 'the target’s xl cannot list for a moment, just when it was let run',
    arrange: ({ pair }) => pair.b.at('unpaused', blindForASecond),
    state: 'succeeded',
    left: atTarget,
    exit: copyStatus.moved,
  },
  {
    what: 'the source’s xl cannot list for a moment, just when it should let the guest go on',
    arrange: ({ pair }) => pair.a.at('save-half', `${blindForASecond}\nbroken`),
    state: 'failed',
    left: atSource,
    exit: copyStatus.saveFailed,
    says: /runs on xen-a, as before/,
  },
  {
    what: 'the source’s worker is killed with all it began, in the middle',
    arrange: ({ pair, killWorker }) => pair.a.at('save-half', killWorker),
    state: 'undecided',
    left: { a: { 7: '---ss-' }, b: {} },
    exit: null,
  },
  {
    what: 'the source’s worker is killed with all it began, when the guest is saved',
    arrange: ({ pair, killWorker }) => pair.a.at('saved', killWorker),
    state: 'failed',
    left: atSource,
    exit: null,
    says: /runs on xen-a, as before/,
  },
  {
    what: 'the source’s shell is killed, and what it began goes on',
    arrange: ({ pair, directory }) =>
      pair.a.at('save-half', `read -r w <"$here/${directory}/pid"; kill -9 "$w"; sleep 2`),
    state: 'succeeded',
    left: atTarget,
    exit: copyStatus.moved,
  },
  {
    what: 'the source’s worker is killed right after it told the target to go on',
    arrange: ({ pair, killWorker }) => pair.b.at('unpause', killWorker),
    state: 'succeeded',
    left: atTarget,
    exit: null,
  },
];

describe('a guest that is moved by stop-and-copy runs once, and is not lost, when', () => {
  it.each(cases)('$what', async ({ arrange, state, left, exit, says }) => {
    const move = prepare();
    arrange(move);
    const { end, attendance } = await move.run();
    const { pair } = move;
    neverTwice(pair);
    expect(
      { a: pair.a.domains(), b: pair.b.domains() },
      JSON.stringify({ end, attendance }),
    ).toEqual(left);
    expect(end.state, JSON.stringify(end)).toBe(state);
    if (exit !== undefined)
      expect(move.exit(), JSON.stringify(attendance)).toBe(exit === null ? null : String(exit));
    if (says) expect(end.summary).toMatch(says);
    if (end.state === 'undecided') return;
    for (const host of [pair.a, pair.b]) {
      expect(existsSync(join(host.folder, move.directory))).toBe(false);
    }
  });

  it('the target never lets it run, though it was told to', async () => {
    const move = prepare();
    move.pair.b.at('unpause', 'exit 1');
    const { end } = await move.run();
    neverTwice(move.pair);
    expect(end.state).toBe('undecided');
    expect(move.pair.a.domains()).toEqual({ 7: '--p---' });
  });

  const wait = 'touch "$here/reached"; while [ ! -e "$here/on" ]; do sleep 0.05; done';
  /** A move that ends before its moment says how, instead of being waited for in vain. */
  const reached = (folder: string, running: ReturnType<Prepared['run']>) =>
    Promise.race([
      until(() => existsSync(join(folder, 'reached')), 'the moment'),
      running.then(({ end, attendance }) => {
        if (!existsSync(join(folder, 'reached')))
          throw new Error(`it ended before: ${JSON.stringify({ end, attendance }, null, 1)}`);
      }),
    ]);
  const goOn = (folder: string) => writeFileSync(join(folder, 'on'), '');

  it.each(['save', 'save-half', 'saved'] as const)(
    'it is cancelled at the moment of %s',
    async (moment) => {
      const move = prepare();
      const { pair } = move;
      pair.a.at(moment, wait);
      const running = move.run();
      await reached(pair.a.folder, running);
      move.cancelled.abort();
      await until(() => existsSync(join(pair.a.folder, move.directory, 'turn')), 'the cancel');
      goOn(pair.a.folder);
      const { end } = await running;
      neverTwice(pair);
      expect(end).toMatchObject({ state: 'cancelled' });
      expect({ a: pair.a.domains(), b: pair.b.domains() }).toEqual(atSource);
    },
  );

  it('it is cancelled too late: then it arrives, and cannot be cancelled again', async () => {
    const move = prepare();
    const { pair } = move;
    pair.b.at('unpause', wait);
    const running = move.run();
    await reached(pair.b.folder, running);
    move.cancelled.abort();
    await until(
      () => move.job().log.some((line) => line.endsWith('cancel asked of the source: late')),
      'the answer',
    );
    expect(move.job().cancellable).toBe(false);
    goOn(pair.b.folder);
    expect((await running).end).toMatchObject({ state: 'succeeded' });
    expect({ a: pair.a.domains(), b: pair.b.domains() }).toEqual(atTarget);
    neverTwice(pair);
  });

  it('the console loses the source in mid-copy, and follows it again', async () => {
    const move = prepare();
    const { pair } = move;
    pair.a.at('save-half', wait);
    const running = move.run();
    await reached(pair.a.folder, running);
    move.channels[0]?.kill();
    goOn(pair.a.folder);
    const { end, attendance } = await running;
    expect(end).toMatchObject({ state: 'succeeded' });
    expect(attendance.following.transcript.spoken).toContain(
      'stateroom: migration target: Ready to receive domain.',
    );
    neverTwice(pair);
  });

  it('the next console finds it under way', async () => {
    const move = prepare();
    const { pair } = move;
    pair.a.at('save-half', wait);
    const first = move.run();
    await reached(pair.a.folder, first);
    const second = move.rejoin();
    goOn(pair.a.folder);
    const ends = await Promise.all([first, second]);
    expect(ends.map(({ end }) => end.state)).toContain('succeeded');
    expect({ a: pair.a.domains(), b: pair.b.domains() }).toEqual(atTarget);
    neverTwice(pair);
  });

  it.each([
    'everything goes well',
    'saving fails in the middle',
    'the target fails after it has received everything',
    'the connection breaks after the target was told to go on',
    'the source’s shell is killed, and what it began goes on',
  ])('(bash is sh) %s', async (what) => {
    const found = cases.find((each) => each.what === what);
    const move = prepare('bash');
    found?.arrange(move);
    const { end } = await move.run();
    neverTwice(move.pair);
    expect({ a: move.pair.a.domains(), b: move.pair.b.domains() }).toEqual(found?.left);
    expect(end.state).toBe(found?.state);
  });
});
