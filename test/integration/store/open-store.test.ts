import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openStore, type Store } from '../../../src/main/core/store/open-store.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { sampleHost } from '../../support/sample-site.ts';

let folder: string;
let path: string;
const opened: Store[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  path = join(folder, 'data', 'stateroom.db');
});
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  rmSync(folder, { recursive: true });
});

function open(at = path, options: { checkLater?: boolean } = {}): Store {
  const store = openStore(at, {
    log: recordingLog(),
    now: () => Date.UTC(2026, 10, 24, 3, 14, 15),
    ...options,
  });
  if (!store.ok) throw new Error(store.error.message);
  opened.push(store.value);
  return store.value;
}

function close(store: Store): void {
  opened.splice(opened.indexOf(store), 1);
  store.close();
}

const access = sampleHost().access;
const key = { type: 'ssh-ed25519', fingerprint: 'SHA256:abc', blob: 'AAAA' };

describe('opening the store', () => {
  it('makes a private file where there is none', () => {
    open();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('finds hosts and pinned keys again, in order, after a restart', () => {
    const first = open();
    first.hosts.put({ id: 'b', label: 'B', access });
    first.hosts.put({ id: 'a', label: 'A', access });
    first.hosts.put({ id: 'b', label: 'B renamed', access });
    first.hostKeys.put('a', key);
    close(first);

    const second = open();
    expect(second.hosts.all()).toEqual({
      ok: true,
      value: [
        { id: 'b', label: 'B renamed', access },
        { id: 'a', label: 'A', access },
      ],
    });
    expect(second.hostKeys.get('a')).toEqual({ ok: true, value: key });
    expect(second.hostKeys.get('nobody')).toEqual({ ok: true, value: null });
    expect(second.damaged).toBeNull();
  });

  it('forgets a removed host and key', () => {
    const store = open();
    store.hosts.put({ id: 'a', label: 'A', access });
    store.hostKeys.put('a', key);
    store.hosts.remove('a');
    store.hostKeys.remove('a');
    expect(store.hosts.all()).toEqual({ ok: true, value: [] });
    expect(store.hostKeys.get('a')).toEqual({ ok: true, value: null });
  });

  it('refuses a second console in the same process with a clear error', () => {
    open();
    const second = openStore(path, { log: recordingLog() });
    expect(second).toMatchObject({
      ok: false,
      error: { code: 'store-unusable', message: expect.stringContaining('Another console') },
    });
  });

  it('refuses while another process holds it, and opens once that process was killed', async () => {
    close(open());
    const holder = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { openStore } from ${JSON.stringify(new URL('../../../src/main/core/store/open-store.ts', import.meta.url).href)};
       const quiet = { debug() {}, info() {}, warn() {}, error() {}, child() { return quiet; } };
       console.log(openStore(${JSON.stringify(path)}, { log: quiet }).ok);
       setInterval(() => {}, 1000);`,
    ]);
    onTestFinished(() => void holder.kill('SIGKILL'));
    const [said] = await once(holder.stdout, 'data');
    expect(String(said)).toBe('true\n');
    expect(openStore(path, { log: recordingLog() }).ok).toBe(false);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    open();
  });

  it('refuses the file of a newer version and leaves it as it is', () => {
    close(open());
    const raw = new DatabaseSync(path);
    raw.exec('PRAGMA user_version = 999');
    raw.close();
    const before = readFileSync(path);
    expect(openStore(path, { log: recordingLog() })).toMatchObject({
      ok: false,
      error: { code: 'store-unusable', message: expect.stringContaining('newer Stateroom') },
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("refuses another program's database and leaves it there", () => {
    const foreign = join(folder, 'foreign.db');
    const raw = new DatabaseSync(foreign);
    raw.exec('CREATE TABLE theirs (a)');
    raw.close();
    expect(openStore(foreign, { log: recordingLog() })).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("another program's") },
    });
  });

  it('says why when the folder cannot be made', () => {
    writeFileSync(join(folder, 'data'), 'a file where the folder should be');
    expect(openStore(path, { log: recordingLog() })).toMatchObject({
      ok: false,
      error: { code: 'store-unusable', details: expect.stringMatching(/EEXIST|ENOTDIR/) },
    });
  });
});

describe('a store whose check is left for later', () => {
  const openQuickly = () => open(path, { checkLater: true });
  const another = () => openStore(path, { log: recordingLog() });
  /** Of the index of objects, which nothing reads that a start needs. */
  function harm(): void {
    const first = open();
    for (let n = 0; n < 300; n++) {
      first.history.appendEvents(n, [{ type: 'host-put', host: sampleHost({ id: `h${n}` }) }]);
    }
    close(first);
    const raw = new DatabaseSync(path);
    const page = raw
      .prepare("SELECT rootpage FROM sqlite_master WHERE name = 'events_of_object'")
      .get();
    raw.close();
    const file = readFileSync(path);
    file.fill(0xff, (Number(page?.rootpage) - 1) * 4096 + 8, Number(page?.rootpage) * 4096);
    writeFileSync(path, file);
  }

  it('is found sound while it is open, and nobody else gets at it meanwhile', async () => {
    close(open());
    const store = openQuickly();
    const sound = store.isSound();
    expect(another()).toMatchObject({ ok: false, error: { code: 'store-unusable' } });
    expect(await sound).toBe(true);
    expect(another()).toMatchObject({ ok: false, error: { code: 'store-unusable' } });
    expect(store.hosts.put({ id: 'a', label: 'A', access }).ok).toBe(true);
  });

  it('is found damaged before anything is written, and saved when it is opened again', async () => {
    harm();
    const before = readFileSync(path);
    const store = openQuickly();
    expect(store.damaged).toBeNull();
    expect(await store.isSound()).toBe(false);
    close(store);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(open().damaged?.saved.events).toBe(600);
  });

  it('is checked at once where a console was killed: its last changes are still to be taken in', async () => {
    harm();
    writeFileSync(`${path}-wal`, 'not empty');
    const store = openQuickly();
    expect(store.damaged).not.toBeNull();
    expect(await store.isSound()).toBe(true);
  });
});

describe('a damaged store', () => {
  it('is set aside with its date, reported, and a fresh one begun', () => {
    close(open());
    writeFileSync(path, 'this is no database\n'.repeat(500));
    const store = open();
    expect(store.damaged).toEqual({ path: `${path}.damaged-2026-11-24T03-14-15Z`, saved: {} });
    expect(readFileSync(`${path}.damaged-2026-11-24T03-14-15Z`, 'utf8')).toContain('no database');
    expect(store.hosts.all()).toEqual({ ok: true, value: [] });
  });

  it('never overwrites an earlier damaged one', () => {
    for (let n = 0; n < 2; n++) {
      close(open());
      writeFileSync(path, `damage ${n}\n`.repeat(500));
      close(open());
    }
    const aside = readdirSync(join(folder, 'data')).filter((name) => name.includes('damaged'));
    expect(aside).toHaveLength(2);
  });

  it('gives back hosts, pinned keys and open jobs when only the history is damaged', () => {
    const first = open();
    first.hosts.put({ id: 'a', label: 'A', access });
    first.hostKeys.put('a', key);
    const spec = { kind: 'power', action: 'start', vm: 'web1', hostId: 'a' } as const;
    first.journal.open({ id: 'job1', spec, createdAt: 5 });
    for (let n = 0; n < 300; n++) {
      first.history.appendEvents(n, [{ type: 'host-put', host: sampleHost({ id: `h${n}` }) }]);
    }
    close(first);
    // The newest pages are the history's: cutting them off damages it alone.
    truncateSync(path, Math.floor(statSync(path).size / 4096 / 2) * 4096);

    const second = open();
    expect(second.damaged?.saved).toMatchObject({ hosts: 1, host_keys: 1, jobs: 1 });
    expect(second.hosts.all()).toMatchObject({ ok: true, value: [{ id: 'a' }] });
    expect(second.hostKeys.get('a')).toEqual({ ok: true, value: key });
    expect(second.journal.openJobs()).toMatchObject({
      ok: true,
      value: { jobs: [{ id: 'job1' }] },
    });
  });

  it('gives back the history on both sides of the damage', async () => {
    const first = open();
    const put = (store: Store, at: number, id: string) =>
      store.history.appendEvents(at, [{ type: 'host-put', host: sampleHost({ id }) }]);
    for (let n = 1; n <= 300; n++) put(first, n, `h${n}`);
    close(first);
    const raw = new DatabaseSync(path);
    const page = raw.prepare("SELECT rootpage FROM sqlite_master WHERE name = 'events'").get();
    // The root lists the table's pages in order, and each entry begins with a page's number.
    const root = readFileSync(path)
      .subarray((Number(page?.rootpage) - 1) * 4096)
      .subarray(0, 4096);
    raw.close();
    const children = root.readUInt16BE(3);
    const middle = root.readUInt32BE(root.readUInt16BE(12 + 2 * Math.floor(children / 2)));
    const file = readFileSync(path);
    file.fill(0xff, (middle - 1) * 4096, middle * 4096);
    writeFileSync(path, file);

    const second = open();
    const rows = second.damaged?.saved.events ?? 0;
    expect(rows).toBeGreaterThan(500);
    expect(rows).toBeLessThan(600);
    const moments = second.history.moments(999);
    if (!moments.ok) throw new Error(moments.error.details);
    expect([moments.value.at(0), moments.value.at(-1)]).toEqual([1, 300]);
    const hostsNow = async () => {
      const last = await second.history.loadLast();
      return last.ok ? Object.keys(last.value.hosts) : [];
    };
    expect(await hostsNow()).toContain('h1');
    expect(await hostsNow()).toContain('h300');
    // What was lost is stored when it is seen again.
    const all = Array.from({ length: 300 }, (_, n) => `h${n + 1}`);
    expect((await hostsNow()).length).toBeLessThan(all.length);
    for (const id of all) put(second, 1000, id);
    expect((await hostsNow()).sort()).toEqual(all.sort());
  });
});
