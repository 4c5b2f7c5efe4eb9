import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../src/main/core/store/open-store.ts';
import { recordingLog } from '../../support/quiet-log.ts';

const spec = {
  kind: 'move',
  mode: 'live',
  vm: 'web "1" $(reboot) ü',
  uuid: 'ccd5929a-1cff-474c-93fa-ef9068940683',
  sourceHostId: 'a',
  targetHostId: 'b',
  memoryMiB: 128,
} as const;

let folder: string;
let path: string;
const opened: Store[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  path = join(folder, 'stateroom.db');
});
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  rmSync(folder, { recursive: true });
});

function open(): Store {
  const store = openStore(path, { log: recordingLog() });
  if (!store.ok) throw new Error(store.error.message);
  opened.push(store.value);
  return store.value;
}

describe('the journal of jobs', () => {
  it('lists open jobs oldest first with their entries in order, and closed ones no more', () => {
    const { journal } = open();
    journal.open({ id: 'z', spec, createdAt: 1 });
    journal.open({ id: 'y', spec, createdAt: 2 });
    journal.open({ id: 'x', spec, createdAt: 3 });
    journal.record('y', { at: 4, step: 'starting', data: { directory: '/var/run/x' } });
    journal.record('y', { at: 5, step: 'permission-given', data: {} });
    journal.close('z', 6);
    expect(journal.openJobs()).toEqual({
      ok: true,
      value: {
        unreadable: [],
        jobs: [
          {
            id: 'y',
            spec,
            createdAt: 2,
            entries: [
              { at: 4, step: 'starting', data: { directory: '/var/run/x' } },
              { at: 5, step: 'permission-given', data: {} },
            ],
          },
          { id: 'x', spec, createdAt: 3, entries: [] },
        ],
      },
    });
  });

  it('holds every entry that was acknowledged when the console is killed', async () => {
    const module = new URL('../../../src/main/core/store/open-store.ts', import.meta.url).href;
    const writer = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { openStore } from ${JSON.stringify(module)};
       import { writeSync } from 'node:fs';
       const quiet = { debug() {}, info() {}, warn() {}, error() {}, child() { return quiet; } };
       const { journal } = openStore(${JSON.stringify(path)}, { log: quiet }).value;
       journal.open({ id: 'job1', spec: ${JSON.stringify(spec)}, createdAt: 1 });
       for (let n = 1; ; n++) {
         if (journal.record('job1', { at: n, step: 'step', data: { n } }).ok) writeSync(1, n + '\\n');
       }`,
    ]);
    let said = '';
    writer.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.split('\n').length > 20) writer.kill('SIGKILL');
    });
    await once(writer, 'close');
    const acknowledged = said.split('\n').slice(0, -1).length;
    const jobs = open().journal.openJobs();
    if (!jobs.ok) throw new Error(jobs.error.message);
    const entries = jobs.value.jobs[0]?.entries ?? [];
    expect(entries.length).toBeGreaterThanOrEqual(acknowledged);
    expect(entries.map((entry) => entry.data.n)).toEqual(entries.map((_, n) => n + 1));
  });

  it('names a job it cannot read, and still gives the others', () => {
    const store = open();
    store.journal.open({ id: 'good', spec, createdAt: 1 });
    store.journal.open({ id: 'torn', spec, createdAt: 2 });
    opened.pop()?.close();
    const raw = new DatabaseSync(path);
    raw.exec(`UPDATE jobs SET spec = '{"kind":' WHERE id = 'torn'`);
    raw.close();
    expect(open().journal.openJobs()).toMatchObject({
      ok: true,
      value: { unreadable: ['torn'], jobs: [{ id: 'good' }] },
    });
  });

  it('remembers how moves between two hosts went, newest first', () => {
    const { moves } = open();
    const move = {
      mode: 'live',
      memoryMiB: 64,
      bytes: 7e7,
      durationMs: 9000,
      pauseMs: null,
    } as const;
    moves.record('j1', { ...move, at: 1, sourceHostId: 'a', targetHostId: 'b' });
    moves.record('j2', { ...move, at: 2, sourceHostId: 'a', targetHostId: 'b', pauseMs: 300 });
    moves.record('j3', { ...move, at: 3, sourceHostId: 'b', targetHostId: 'a' });
    expect(moves.between('a', 'b')).toEqual({
      ok: true,
      value: [
        { ...move, at: 2, pauseMs: 300 },
        { ...move, at: 1 },
      ],
    });
  });
});
