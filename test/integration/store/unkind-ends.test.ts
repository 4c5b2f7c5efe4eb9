import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../src/main/core/store/open-store.ts';
import { recordingLog } from '../../support/quiet-log.ts';

const script = join(import.meta.dirname, '..', '..', 'support', 'store-writer.ts');

interface Writer {
  child: ChildProcess;
  lines: Interface;
  ended: Promise<unknown>;
}

let folder: string;
let path: string;
const writers: Writer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  path = join(folder, 'site.sqlite');
});
afterEach(async () => {
  for (const { child } of writers) child.kill('SIGKILL');
  await Promise.all(writers.splice(0).map(({ ended }) => ended));
  rmSync(folder, { recursive: true });
});

/** Started, its code loaded, and waiting for the word to begin. */
async function startWriter(command: readonly string[] = []): Promise<Writer> {
  const [program = process.execPath, ...args] = [...command, process.execPath, script];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const writer = { child, lines, ended: once(child, 'exit') };
  writers.push(writer);
  await once(lines, 'line');
  return writer;
}

/** What a writer that is let run to its end says. */
async function saidBy({ child, lines, ended }: Writer): Promise<string[]> {
  const said: string[] = [];
  lines.on('line', (line) => said.push(line));
  child.stdin?.write(`${path}\n`);
  await Promise.all([ended, once(lines, 'close')]);
  return said;
}

/** Lets a writer write until it has said so many rounds, and kills it in the middle of what follows. */
async function killAfter(writer: Writer, rounds: number): Promise<number> {
  let acknowledged = 0;
  let said = 0;
  const enough = new Promise<void>((resolve, reject) => {
    if (rounds === 0) resolve();
    writer.lines.on('line', (line) => {
      if (line.startsWith('refused')) reject(new Error(`${line} after round ${acknowledged}`));
      acknowledged = Number(line);
      if (++said === rounds) resolve();
    });
  });
  writer.child.stdin?.write(`${path}\n`);
  await enough;
  const closed = once(writer.lines, 'close');
  writer.child.kill('SIGKILL');
  // Lines that were on their way are acknowledgements too.
  await Promise.all([writer.ended, closed]);
  writers.splice(writers.indexOf(writer), 1);
  return acknowledged;
}

function withStore<T>(act: (store: Store) => T): T {
  const opened = openStore(path, { log: recordingLog() });
  if (!opened.ok) throw new Error(opened.error.details ?? opened.error.message);
  try {
    expect(opened.value.damaged).toBeNull();
    return act(opened.value);
  } finally {
    opened.value.close();
  }
}

/** The last round that is whole in the store; fails when anything up to it is not. */
function lastRound({ history, journal }: Store): number {
  const moments = history.moments(1_000_000);
  const jobs = journal.openJobs();
  if (!moments.ok || !jobs.ok) throw new Error('the store cannot be read');
  const last = moments.value.at(-1) ?? 0;
  expect(moments.value).toHaveLength(last);
  // The job of a round is written down before it, and closed after the next one.
  if (last > 0) expect(jobs.value.jobs.map(({ createdAt }) => createdAt)).toContain(last);
  const site = history.stateAt(last);
  if (!site.ok) throw new Error(site.error.details);
  const memories = Object.values(site.value.vms.h1 ?? {}).map((vm) => vm.memoryMiB);
  expect(new Set(memories)).toEqual(new Set(last === 0 ? [] : [last]));
  return last;
}

describe('a store whose console is killed in mid-write', () => {
  const kills = 200;

  it(
    'opens again each time, with every round that was acknowledged and no half of one',
    async () => {
      let acknowledged = 0;
      let next = startWriter();
      for (let kill = 0; kill < kills; kill++) {
        const writer = await next;
        next = startWriter();
        // 0: while it opens the store, or makes it.
        acknowledged = Math.max(acknowledged, await killAfter(writer, kill % 7));
        const last = withStore(lastRound);
        expect(last).toBeGreaterThanOrEqual(acknowledged);
        acknowledged = last;
      }
      await next;
      expect(acknowledged).toBeGreaterThan(kills);
      // 200 programs are started, two at a time at best.
    },
    2 * 3_600_000,
  );
});

describe('a store whose disk takes no more', () => {
  async function fillUp(command: readonly string[]): Promise<void> {
    const said = await saidBy(await startWriter(command));
    const [last, refusal, ...rounds] = said.reverse();
    expect(refusal).toBe('refused store-unusable');
    expect(rounds.length).toBeGreaterThan(1);
    expect(last).toBe(`last ${rounds[0]}`);
    withStore((store) => {
      expect(lastRound(store)).toBe(Number(rounds[0]));
      expect(store.history.appendEvents(1e6, [{ type: 'host-removed', hostId: 'h1' }]).ok).toBe(
        true,
      );
    });
  }

  it('refuses with a typed error, still tells what it has, and goes on once there is room', () =>
    fillUp(['sh', '-c', 'ulimit -f 4000; exec "$@"', 'sh']));
});
