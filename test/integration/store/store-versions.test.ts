import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../src/main/core/store/open-store.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

const versionOne = readFileSync(
  new URL('../../fixtures/stores/version-1.sql', import.meta.url),
  'utf8',
);
const now = Date.UTC(2026, 10, 24, 3, 14, 15);
const copyName = 'site.sqlite.version-1-2026-11-24T03-14-15Z';

let folder: string;
let path: string;
let store: Store | null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  path = join(folder, 'site.sqlite');
  store = null;
});
afterEach(() => {
  store?.close();
  rmSync(folder, { recursive: true });
});

function raw<T>(act: (database: DatabaseSync) => T, at = path): T {
  const database = new DatabaseSync(at);
  try {
    return act(database);
  } finally {
    database.close();
  }
}

function open(): Store {
  const opened = openStore(path, { log: recordingLog(), now: () => now });
  if (!opened.ok) throw new Error(opened.error.details ?? opened.error.message);
  store = opened.value;
  return store;
}

function close(): void {
  store?.close();
  store = null;
}

const version = (database: DatabaseSync) =>
  database.prepare('PRAGMA user_version').get()?.user_version;

describe('a store of an earlier version', () => {
  beforeEach(() => raw((database) => database.exec(versionOne)));

  it('is brought up to date with all that it holds', async () => {
    const { hosts, hostKeys, journal, moves, history } = open();
    expect(hosts.all()).toMatchObject({
      ok: true,
      value: [
        { id: 'xen1', label: 'XEN1' },
        { id: 'xen2', label: 'XEN2' },
      ],
    });
    expect(hostKeys.get('xen1')).toMatchObject({ ok: true, value: { blob: 'AAAA' } });
    expect(journal.openJobs()).toMatchObject({
      ok: true,
      value: { jobs: [{ id: 'job1', entries: [{ at: 2600, step: 'start' }] }], unreadable: [] },
    });
    expect(moves.between('xen1', 'xen2')).toMatchObject({ ok: true, value: [{ memoryMiB: 512 }] });
    expect(history.moments(9)).toEqual({ ok: true, value: [1000, 2000, 3000] });
    const vmsAt = (at: number) => {
      const site = history.stateAt(at);
      return site.ok ? Object.keys(site.value.vms.xen1 ?? {}).sort() : site.error;
    };
    expect(vmsAt(1000)).toEqual(["it's", 'web1']);
    expect(vmsAt(3000)).toEqual(['web1']);
    expect(await history.loadLast()).toMatchObject({
      ok: true,
      value: { vms: { xen1: { web1: { memoryMiB: 512 } } }, unreadable: [] },
    });
    expect(history.appendEvents(4000, [{ type: 'vm-put', vm: sampleVm() }]).ok).toBe(true);
  });

  it('is copied beside itself first, for nobody else to read, and only once', () => {
    open();
    close();
    open();
    expect(readdirSync(folder).filter((name) => name.includes('version'))).toEqual([copyName]);
    const copy = join(folder, copyName);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    raw((database) => {
      expect(version(database)).toBe(1);
      expect(database.prepare('SELECT count(*) AS n FROM events').get()).toEqual({ n: 8 });
    }, copy);
  });

  it('is left as it is and refused when no copy can be made', () => {
    mkdirSync(join(folder, `${copyName}.partial`));
    const refused = openStore(path, { log: recordingLog(), now: () => now });
    expect(refused).toMatchObject({ ok: false, error: { code: 'store-unusable' } });
    expect(raw(version)).toBe(1);
  });

  it('gives what can be read of it when it is damaged', () => {
    truncateSync(path, statSync(path).size - 4096);
    const { damaged, hosts } = open();
    expect(damaged?.path).toContain('.damaged-');
    expect(hosts.all()).toMatchObject({ ok: true, value: [{ id: 'xen1' }, { id: 'xen2' }] });
  });
});

describe('a new store', () => {
  it('needs no copy', () => {
    open();
    close();
    open();
    expect(readdirSync(folder).filter((name) => name.includes('version'))).toEqual([]);
  });
});

describe('rows whose content is not of this version’s shape', () => {
  const put = (name: string, memoryMiB = 128) =>
    open().history.appendEvents(1000, [
      { type: 'host-put', host: sampleHost() },
      { type: 'vm-put', vm: sampleVm({ name, memoryMiB }) },
    ]);
  const unreadable = async () => {
    const last = await open().history.loadLast();
    return last.ok ? last.value.unreadable : last.error;
  };

  it('are named when another version wrote them', async () => {
    put('web1');
    close();
    raw((database) => {
      database.exec("UPDATE record_shapes SET shape = 'of another version'");
      database.exec(`UPDATE events SET json = '{"name":"web1"}' WHERE kind = 'vm'`);
    });
    expect(await unreadable()).toEqual(['vm h1 web1']);
  });

  it('are named when this version wrote what JSON cannot hold, and spoil no others', async () => {
    put('odd', Number.NaN);
    close();
    put('web1');
    close();
    expect(await unreadable()).toEqual(['vm h1 odd']);
  });
});
