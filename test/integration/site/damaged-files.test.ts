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
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCore } from '../../../src/main/core/create-core.ts';
import { openSampleStore } from '../../../src/main/core/samples/sample-store.ts';
import { createSessionSecrets } from '../../../src/main/core/ssh/session-secrets.ts';
import { openStore } from '../../../src/main/core/store/open-store.ts';
import { accessSchema } from '../../../src/shared/model/connection.ts';
import { noTraffic } from '../../../src/shared/samples/series.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { sampleHost } from '../../support/sample-site.ts';
import { mirrorSite, type SiteMirror } from '../../support/site-mirror.ts';

const cleanups = createCleanups();
const hour = 3_600_000;
/** Nothing listens there. */
const access = accessSchema.parse({ address: '127.0.0.1', port: 1, user: 'root' });
let folder: string;
let files: { store: string; samples: string };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'damaged-files-'));
  files = { store: join(folder, 'site.sqlite'), samples: join(folder, 'samples.sqlite') };
  const store = openStore(files.store, { log: recordingLog() });
  const samples = openSampleStore(files.samples, Date.now);
  if (!store.ok || !samples.ok) throw new Error('the files cannot be made');
  store.value.hosts.put({ id: 'h1', label: 'xen-1', access });
  const host = sampleHost({ id: 'h1', label: 'xen-1' });
  store.value.history.appendEvents(1000, [{ type: 'host-put', host }]);
  for (let n = 0; n < 48; n++) {
    const sample = {
      at: Date.now() - (48 - n) * hour,
      cpu: n,
      dom0: 0,
      memoryMiB: 100,
      ...noTraffic,
    };
    samples.value.record([{ key: 'host h1', sample }]);
  }
  store.value.close();
  samples.value.close();
});
afterEach(async () => {
  await cleanups.run();
  rmSync(folder, { recursive: true });
});

async function openConsole(): Promise<SiteMirror> {
  const core = createCore({
    dataDir: folder,
    settingsFile: { get: () => undefined, set: () => undefined },
    secrets: createSessionSecrets(),
    openDemo: () => Promise.reject(new Error('no demo is asked for')),
    print: () => Promise.reject(new Error('no PDF is asked for')),
    initialSite: 'own',
    ssh: { configPath: join(folder, 'ssh_config'), home: folder, agentSocket: null },
    checkOutputs: true,
    log: recordingLog(),
  });
  cleanups.add(core);
  return mirrorSite(core);
}

function asNewerVersion(path: string): void {
  const raw = new DatabaseSync(path);
  raw.exec('PRAGMA user_version = 999');
  raw.close();
}

const range = () => ({ from: Date.now() - 72 * hour, to: Date.now(), points: 100 });
const usage = (site: SiteMirror) =>
  site.invoke('samples.series', { subject: { kind: 'host', hostId: 'h1' }, ...range() });

describe('a site whose samples were written by a newer version', () => {
  it('opens without them, says so with what to do, and leaves the file as it is', async () => {
    asNewerVersion(files.samples);
    const before = readFileSync(files.samples);
    const site = await openConsole();
    expect(site.state().hosts.h1?.label).toBe('xen-1');
    expect(site.state().warnings.samples).toMatchObject({
      message: expect.stringMatching(/^No usage is kept.*written by a newer Stateroom/),
      hint: expect.stringContaining('Start the newer version'),
    });
    expect(await usage(site)).toMatchObject({ ok: false, error: { code: 'store-unusable' } });
    const { plan } = await site.must('capacity.plan', {
      goal: 'balance',
      cpuTarget: 0.8,
      spareHosts: 0,
      stopAndCopy: false,
      rules: [],
    });
    expect(plan.moves).toEqual([]);
    await cleanups.run();
    expect(readFileSync(files.samples).equals(before)).toBe(true);
  });
});

describe('a site whose samples are damaged', () => {
  it('opens, sets the file aside with its date, and tells where', async () => {
    writeFileSync(files.samples, 'no database at all\n'.repeat(500));
    const site = await openConsole();
    const aside = readdirSync(folder).find((name) => name.startsWith('samples.sqlite.damaged-'));
    expect(aside).toMatch(/damaged-\d{4}-\d\d-\d\dT/);
    const { message, hint } = site.state().warnings.samples ?? {};
    expect(message).toContain('The usage in');
    expect(message).toContain('Nothing of it could be read');
    expect(hint).toContain(`set aside as ${join(folder, aside ?? '')}`);
    // Samples are kept again.
    expect(await usage(site)).toMatchObject({ ok: true, value: { since: null } });
  });

  it('still has the samples that can be read', async () => {
    const size = statSync(files.samples).size;
    truncateSync(files.samples, size - 4096);
    const site = await openConsole();
    expect(site.state().warnings.samples?.message).toMatch(/1 host or VM with samples/);
    expect(await usage(site)).toMatchObject({ ok: true, value: { since: expect.any(Number) } });
  });
});

describe('a site whose store is damaged', () => {
  it('says what was set aside, where, and what was saved, until that was read', async () => {
    truncateSync(files.store, statSync(files.store).size - 4096);
    const site = await openConsole();
    await site.until('the warning', ({ warnings }) => warnings.store);
    const aside = readdirSync(folder).find((name) => name.startsWith('site.sqlite.damaged-'));
    expect(site.state().warnings).toEqual({
      store: expect.objectContaining({
        code: 'store-damaged',
        message: expect.stringMatching(/The history in .* was damaged.*1 host, .*2 changes/),
        hint: expect.stringContaining(join(folder, aside ?? 'none')),
      }),
    });
    expect(site.state().hosts.h1?.label).toBe('xen-1');
    await site.must('site.dismissWarning', { id: 'store' });
    await site.until('the warning gone', ({ warnings }) => Object.keys(warnings).length === 0);
  });

  it('is shown before all of the file was checked, and saved with nothing written to it', async () => {
    const raw = new DatabaseSync(files.store);
    const index = raw
      .prepare("SELECT rootpage FROM sqlite_master WHERE name = 'events_of_object'")
      .get();
    raw.close();
    // A start reads nothing of this index: only the check of the whole file finds it.
    const harmed = readFileSync(files.store);
    const page = Number(index?.rootpage);
    harmed.fill(0xff, (page - 1) * 4096 + 8, page * 4096);
    writeFileSync(files.store, harmed);
    const site = await openConsole();
    expect(site.state().hosts.h1?.label).toBe('xen-1');
    await site.until('the warning', ({ warnings }) => warnings.store);
    expect(site.state().hosts.h1?.label).toBe('xen-1');
    const aside = readdirSync(folder).find((name) => name.startsWith('site.sqlite.damaged-'));
    expect(readFileSync(join(folder, aside ?? 'none')).equals(harmed)).toBe(true);
  });
});
