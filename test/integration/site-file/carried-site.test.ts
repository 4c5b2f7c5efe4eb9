import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeName } from '../../../src/main/core/site-file/manifest.ts';
import { writeSiteFile } from '../../../src/main/core/site-file/write-site-file.ts';
import type { MethodInput, MethodName } from '../../../src/shared/contract/methods.ts';
import type { SiteState } from '../../../src/shared/model/site.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { type ConsoleClient, connectClient } from '../../support/console-client.ts';
import { type ConsoleProcess, makeDataDir, startConsole } from '../../support/console-process.ts';
import { leaveDemoSite, pausedGuest } from '../../support/left-demo-site.ts';
import { filesWith } from '../../support/search-files.ts';
import { until } from '../../support/until.ts';

const passphrase = 'Zebra-quarz-vault-eleven';
const cleanups = createCleanups();
/** The machine that the site is from, and another one that never saw any host of it. */
let home: { path: string; shell: ConsoleProcess; client: ConsoleClient };
let away: typeof home;
let file: string;
let folder: string;
let seen: SiteState;
let ids: string[];

async function machine(prepare: (path: string) => Promise<void>): Promise<typeof home> {
  const data = makeDataDir();
  await prepare(data.path);
  const env = { HOME: data.path, SSH_AUTH_SOCK: '' };
  const shell = await startConsole({ dataDir: data.path, args: ['--site', 'own'], env });
  const client = await connectClient(shell.url);
  const one = { path: data.path, shell, client };
  cleanups.add({
    async close() {
      one.client.close();
      await one.shell.stop();
      data.remove();
    },
  });
  return one;
}

beforeAll(async () => {
  home = await machine(async (path) => {
    ({ ids, seen } = await leaveDemoSite(path));
  });
  away = await machine(async () => {});
  file = join(home.path, 'carried.age');
  folder = mkdtempSync(join(tmpdir(), 'carried-'));
  cleanups.add({ close: async () => rmSync(folder, { recursive: true }) });
});
afterAll(() => cleanups.run());

const save = (more: object = {}) =>
  home.client.invoke('siteFile.save', { path: file, passphrase, replace: false, ...more });
const open = (path: string, words = passphrase) =>
  away.client.invoke('siteFile.open', { path, passphrase: words });

describe('a site that is saved into a file', () => {
  it('is one file, under its name when all of it is there, and never over another', async () => {
    rmSync(file, { force: true });
    const steps: string[] = [];
    const watching = home.client.until('progress', ({ fileWork }) => fileWork?.step && fileWork);
    const saved = await save();
    steps.push((await watching).kind);
    if (!saved.ok) throw new Error(JSON.stringify(saved.error));
    expect(steps).toEqual(['save']);
    expect(saved.value).toEqual({ path: file, bytes: statSync(file).size, samplesProblem: null });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await save()).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('There is a file') },
    });
    expect(await save({ replace: true })).toMatchObject({ ok: true });
    expect(readdirSync(home.path).filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(readdirSync(join(home.path, 'unpacked'))).toEqual([]);
  });

  it('can be called off, and leaves nothing', async () => {
    const path = join(home.path, 'called-off.age');
    // It may be over before it is called off: then it is begun once more.
    const calledOff = await until(async () => {
      rmSync(path, { force: true });
      const saving = save({ path });
      await Promise.race([
        home.client.until('the work', ({ fileWork }) => fileWork?.path === path),
        saving,
      ]);
      await home.client.invoke('siteFile.cancel', {});
      const answer = await saving;
      return !answer.ok && answer;
    }, 'a save that is called off in time');
    expect(calledOff).toMatchObject({ error: { code: 'cancelled' } });
    expect(readdirSync(home.path).filter((name) => name.startsWith('called-off'))).toEqual([]);
    expect(readdirSync(join(home.path, 'unpacked'))).toEqual([]);
    await home.client.until('the end of it', ({ fileWork }) => fileWork === null);
  });

  it('is offered where it can be opened, and wants a whole path and a long passphrase', async () => {
    const { found, saveTo, canChoose } = await home.client.must('siteFile.places', {});
    expect(found.map(({ path }) => path)).toContain(file);
    expect(saveTo).toMatch(/stateroom-\d{4}-\d\d-\d\d\.age$/);
    expect(canChoose).toBe(false);
    expect(await save({ path: 'site.age' })).toMatchObject({ error: { code: 'invalid-input' } });
    expect(await save({ passphrase: 'short' })).toMatchObject({ error: { code: 'invalid-input' } });
  });
});

describe('a site file on another machine', () => {
  const broken: [what: string, change: (bytes: Buffer) => Buffer, code: string][] = [
    ['with a byte changed', (bytes) => flipped(bytes, bytes.length >> 1), 'file-damaged'],
    ['cut short', (bytes) => bytes.subarray(0, bytes.length - 100), 'file-damaged'],
    ['of a newer age', (bytes) => flipped(bytes, 20), 'file-newer'],
  ];
  it.each(broken)('%s is refused, and nothing of it is left', async (_what, change, code) => {
    const copy = join(away.path, 'broken.age');
    writeFileSync(copy, change(readFileSync(file)));
    expect(await open(copy)).toMatchObject({ ok: false, error: { code } });
    expect(away.client.state().kind).toBe('own');
    expect(readdirSync(join(away.path, 'unpacked'))).toEqual([]);
  });

  it('is refused with another passphrase, and what was open stays open', async () => {
    expect(await open(file, 'some other passphrase')).toMatchObject({
      ok: false,
      error: { code: 'file-passphrase-wrong' },
    });
    await away.client.until('the end of the work', ({ fileWork }) => fileWork === null);
    expect(away.client.state()).toMatchObject({ kind: 'own', file: null });
  });

  it('shows the whole site as it was, with its jobs, and says that it is a file', async () => {
    const copy = join(away.path, 'carried.age');
    cpSync(file, copy);
    expect(await open(copy)).toEqual({ ok: true, value: {} });
    await away.client.until('the site of the file', ({ kind }) => kind === 'file');
    const { hosts, vms, jobs, file: opened, prompts } = away.client.state();
    expect(opened).toEqual({ path: copy, madeAt: expect.any(Number), site: 'own' });
    expect(Object.keys(hosts).sort()).toEqual([...ids].sort());
    expect(
      Object.values(vms)
        .flatMap((of) => Object.keys(of))
        .sort(),
    ).toEqual(
      Object.values(seen.vms)
        .flatMap((of) => Object.keys(of))
        .sort(),
    );
    expect(vms[ids[0] ?? '']?.[pausedGuest]?.state).toBe('paused');
    expect(Object.values(jobs)).toMatchObject([{ state: 'succeeded', spec: { vm: pausedGuest } }]);
    expect(prompts).toEqual({});
  });

  it('has the past, the search and the usage', async () => {
    const { events } = await away.client.must('history.find', { query: pausedGuest, limit: 10 });
    const paused = events.find((event) => event.kind === 'change');
    const past = await away.client.must('history.at', { at: (paused?.at ?? 0) - 1 });
    expect(past.vms[ids[0] ?? '']?.[pausedGuest]?.state).toBe('running');
    const { moments } = await away.client.must('history.moments', {});
    const { changes } = await away.client.must('history.diff', {
      from: moments[0] ?? 0,
      to: moments.at(-1) ?? 0,
    });
    expect(changes.some(({ kind }) => kind === 'config')).toBe(true);
    const to = away.client.state().file?.madeAt ?? 0;
    const usage = await away.client.must('samples.series', {
      subject: { kind: 'host', hostId: ids[0] ?? '' },
      from: to - 3_600_000,
      to,
      points: 50,
    });
    expect(usage.points.some(({ samples }) => samples > 0)).toBe(true);
  });

  it('has its image servers with what each was last seen to keep', async () => {
    const [server, ...others] = Object.values(away.client.state().imageServers);
    const before = Object.values(seen.imageServers)[0];
    expect(others).toEqual([]);
    expect(server).toMatchObject({ id: before?.id, label: before?.label, link: { state: 'idle' } });
    expect(server?.access.identityFiles).toEqual([]);
    const serverId = server?.id ?? '';
    const overview = await away.client.must('images.overview', { serverId });
    expect(overview.at).toBeLessThan(away.client.state().file?.madeAt ?? 0);
    for (const part of ['roles', 'images', 'clients'] as const) {
      expect(overview[part].length, part).toBeGreaterThan(0);
    }
    expect(await away.client.invoke('rollouts.timer', { serverId })).toMatchObject({
      error: { code: 'not-possible-now', message: 'The site file does not have this.' },
    });
  });

  it('refuses every act with the reason', async () => {
    const vm = { hostId: ids[0] ?? '', name: pausedGuest };
    const hostId = ids[0] ?? '';
    const acts: { [M in MethodName]?: MethodInput<M> } = {
      'vms.power': { vm, action: 'resume' },
      'moves.preflight': { vm, targetHostId: ids[1] ?? '', mode: 'live' },
      'moves.start': { moves: [{ vm, targetHostId: ids[1] ?? '', mode: 'live' }] },
      'images.connect': { serverId: Object.keys(away.client.state().imageServers)[0] ?? '' },
      'hosts.connect': { hostId },
      'hosts.refresh': { hostId },
      'hosts.remove': { hostId },
      'hosts.add': { label: 'x', access: { address: 'x', port: 22, user: 'root' } },
      'siteFile.save': { path: join(away.path, 'again.age'), passphrase, replace: false },
    };
    for (const [method, input] of Object.entries(acts)) {
      expect(await away.client.invoke(method as MethodName, input as never), method).toMatchObject({
        ok: false,
        error: {
          code: 'not-possible-now',
          message: expect.stringMatching(/^This is the site file of .*: it is read-only\.$/),
        },
      });
    }
    expect(existsSync(join(away.path, 'again.age'))).toBe(false);
  });

  it('carries no way in: no trusted key, no path of a private key', async () => {
    const { key } = await home.client.must('hosts.pinnedKey', { hostId: ids[0] ?? '' });
    const blob = key?.blob ?? 'no key';
    const [place = ''] = readdirSync(join(away.path, 'unpacked'));
    const unpacked = join(away.path, 'unpacked', place);
    // Asked of the bytes: what was deleted must not lie in a free page either.
    expect(filesWith(home.path, 'id_ed25519').length).toBeGreaterThan(0);
    expect(filesWith(unpacked, 'id_ed25519')).toEqual([]);
    expect(filesWith(home.path, blob).length).toBeGreaterThan(0);
    expect(filesWith(unpacked, blob)).toEqual([]);
    expect(statSync(unpacked).mode & 0o777).toBe(0o700);
  });

  it('is closed without a trace when the own site is opened again', async () => {
    await away.client.must('site.openOwn', {});
    await away.client.until('the own site', ({ kind }) => kind === 'own');
    expect(away.client.state()).toMatchObject({ hosts: {}, file: null });
    expect(readdirSync(join(away.path, 'unpacked'))).toEqual([]);
  });

  it('whose store is of a newer layout is refused before anything is left', async () => {
    const store = join(folder, storeName);
    const raw = new DatabaseSync(store);
    raw.exec(
      `PRAGMA application_id = ${0x53746174}; PRAGMA user_version = 999; CREATE TABLE t (a)`,
    );
    raw.close();
    const { size } = statSync(store);
    const newer = join(away.path, 'newer.age');
    const written = await writeSiteFile({
      path: newer,
      passphrase,
      manifest: { format: 1, madeAt: 1, site: 'own', hosts: 1, vms: 1, bytes: size },
      parts: [{ name: storeName, path: store, bytes: size }],
      onBytes: () => {},
      signal: new AbortController().signal,
      work: 4,
    });
    expect(written.ok).toBe(true);
    expect(await open(newer)).toMatchObject({
      ok: false,
      error: { code: 'file-newer', details: expect.stringContaining('version 999') },
    });
    expect(away.client.state().kind).toBe('own');
    expect(readdirSync(join(away.path, 'unpacked'))).toEqual([]);
  });

  it('leaves nothing unpacked once a console that was killed with one open is started again', async () => {
    const unpacked = join(away.path, 'unpacked');
    expect(await open(file)).toMatchObject({ ok: true });
    await away.client.until('the file', ({ kind }) => kind === 'file');
    away.client.close();
    await away.shell.kill();
    expect(readdirSync(unpacked)).toHaveLength(1);
    const env = { HOME: away.path, SSH_AUTH_SOCK: '' };
    away.shell = await startConsole({ dataDir: away.path, args: ['--site', 'own'], env });
    away.client = await connectClient(away.shell.url);
    expect(readdirSync(unpacked)).toEqual([]);
  });

  it('leaves the passphrase nowhere', () => {
    for (const { path } of [home, away]) expect(filesWith(path, passphrase)).toEqual([]);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}
