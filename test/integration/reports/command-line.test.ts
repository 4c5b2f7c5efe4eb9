import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSampleStore } from '../../../src/main/core/samples/sample-store.ts';
import { openStore, type Store } from '../../../src/main/core/store/open-store.ts';
import { type Report, reportSchema } from '../../../src/shared/reports/report.ts';
import { noTraffic } from '../../../src/shared/samples/series.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { sampleFacts } from '../../support/sample-facts.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

const hour = 3_600_000;
const begin = Date.UTC(2026, 10, 1);
let folder: string;

function run(args: readonly string[]): Promise<{ status: number; out: string; bad: string }> {
  const node = ['--disable-warning=ExperimentalWarning', 'src/main/report-cli/main.ts', ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, node, (error, out, bad) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, bad });
    });
  });
}

const dataDir = () => join(folder, 'data');
const path = (name: string) => join(folder, name);
const read = (name: string): Report =>
  reportSchema.parse(JSON.parse(readFileSync(path(name), 'utf8')));

/** Rows of the table of this title, by the names of its columns. */
function rowsOf({ sections }: Report, title: string): Record<string, unknown>[] {
  const found = sections
    .flatMap(({ blocks }) => blocks)
    .find((block) => {
      return block.kind === 'table' && block.title === title;
    });
  if (found?.kind !== 'table') throw new Error(`the report has no table ${title}`);
  return found.rows.map((row) =>
    Object.fromEntries(found.columns.map(({ label }, at) => [label, row[at]])),
  );
}

function must<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** Two hosts with a guest each; on the second day one has moved and grown. */
function writeSite(store: Store): void {
  const facts = sampleFacts({ totalMemoryMiB: 4096, bridges: ['xenbr0'] });
  const web = sampleVm({ hostId: 'a', name: '=web', memoryMiB: 512, uuid: 'u-1' });
  must(
    store.history.appendEvents(begin, [
      { type: 'host-put', host: sampleHost({ id: 'a', label: 'xen-10', facts }) },
      { type: 'host-put', host: sampleHost({ id: 'b', label: 'xen-2', facts }) },
      { type: 'vms-replaced', hostId: 'a', vms: [web] },
      {
        type: 'vms-replaced',
        hostId: 'b',
        vms: [sampleVm({ hostId: 'b', name: 'db', uuid: 'u-2' })],
      },
    ]),
  );
  must(store.history.appendConfigs(begin, 'a', [{ path: '/etc/xen/web.cfg', text: 'vcpus=1\n' }]));
  must(
    store.history.appendEvents(begin + 24 * hour, [
      { type: 'vm-removed', hostId: 'a', name: '=web' },
      { type: 'vm-put', vm: { ...web, hostId: 'b', memoryMiB: 1024 } },
    ]),
  );
  must(
    store.history.appendConfigs(begin + 24 * hour, 'a', [
      { path: '/etc/xen/web.cfg', text: 'vcpus=2\n' },
    ]),
  );
}

function writeSamples(): void {
  const samples = must(openSampleStore(join(dataDir(), 'samples.sqlite'), () => begin + 2 * hour));
  for (let at = begin; at < begin + 2 * hour; at += 60_000) {
    const cpu = at < begin + hour ? 0.5 : 1.5;
    must(
      samples.record([
        { key: 'site', sample: { at, cpu, dom0: 0.1, memoryMiB: 2048, ...noTraffic } },
        { key: 'host a', sample: { at, cpu, dom0: 0.1, memoryMiB: 2048, ...noTraffic } },
        { key: 'vm u-1', sample: { at, cpu: cpu / 2, dom0: null, memoryMiB: 512, ...noTraffic } },
      ]),
    );
  }
  samples.close();
}

let store: Store;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stateroom-report-test-'));
  // It stays open, as that of a console that runs.
  store = must(openStore(join(dataDir(), 'site.sqlite'), { log: recordingLog() }));
  writeSite(store);
  writeSamples();
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('npm run report, on the folder of a console that runs', () => {
  it('tells of the site as it was last seen', async () => {
    const out = path('now.json');
    const args = ['--data', dataDir(), '--site', 'Lab München', '--out', out];
    expect(await run(args)).toMatchObject({ status: 0, bad: '' });
    const report = read('now.json');
    expect(report.head).toMatchObject({
      ...{ kind: 'site', title: 'Site inventory', site: 'Lab München' },
    });
    expect(rowsOf(report, 'Hosts').map(({ Host, VMs }) => [Host, VMs])).toEqual([
      ['xen-2', 2],
      ['xen-10', 0],
    ]);
    expect(rowsOf(report, 'Virtual machines')).toMatchObject([
      { VM: '=web', Host: 'xen-2', Memory: 1024 * 2 ** 20 },
      { VM: 'db', Host: 'xen-2' },
    ]);
    expect(rowsOf(report, 'Networks')).toEqual([
      { Bridge: 'xenbr0', 'Hosts that have it': 2, 'VMs on it': 0 },
    ]);
  });

  it('tells of it as it was at the end of the period', async () => {
    const out = path('then.json');
    const { status } = await run([
      '--data',
      dataDir(),
      '--to',
      '2026-11-01T12:00',
      '--from',
      '2026-10-30',
      '--out',
      out,
    ]);
    expect(status).toBe(0);
    expect(rowsOf(read('then.json'), 'Virtual machines')).toMatchObject([
      { VM: 'db', Host: 'xen-2' },
      { VM: '=web', Host: 'xen-10', Memory: 512 * 2 ** 20 },
    ]);
  });

  it('tells what changed, configuration files line by line', async () => {
    const args = ['--kind', 'changes', '--from', '2026-11-01T12:00', '--to', '2026-11-03'];
    await run(['--data', dataDir(), ...args, '--out', path('changes.json')]);
    const report = read('changes.json');
    expect(rowsOf(report, 'How much changed')).toMatchObject([
      { What: 'Hosts', moved: 0 },
      { What: 'Virtual machines', moved: 1, changed: 0 },
      { What: 'Configuration files', changed: 1 },
    ]);
    expect(rowsOf(report, 'Hosts and virtual machines')).toMatchObject([
      { Name: '=web', Change: 'moved', Field: 'host', Before: 'xen-10', After: 'xen-2' },
      { Name: '=web', Field: 'memory MiB', Before: '512', After: '1024' },
    ]);
    const lines = report.sections.find(({ id }) => id === 'configs')?.blocks[0];
    expect(lines).toMatchObject({ kind: 'lines', lines: ['-vcpus=1', '+vcpus=2'] });
  });

  it('says when the history begins, where all would seem to be new', async () => {
    const args = ['--kind', 'changes', '--from', '2026-10-01', '--to', '2026-11-03'];
    await run(['--data', dataDir(), ...args, '--out', path('begin.json')]);
    const [summary] = read('begin.json').sections;
    expect(summary?.blocks).toMatchObject([
      { kind: 'paragraph', tone: 'warning', text: /history begins within this period/ },
      { kind: 'facts', facts: [{ value: begin }] },
      { kind: 'table' },
    ]);
  });

  it('tells the load of the period from the samples', async () => {
    const args = ['--kind', 'capacity', '--from', '2026-11-01', '--to', '2026-11-01T03:00'];
    await run(['--data', dataDir(), ...args, '--out', path('capacity.json')]);
    const report = read('capacity.json');
    const [host] = rowsOf(report, 'Usage by host').filter(({ Host }) => Host === 'xen-10');
    expect(host).toMatchObject({ CPUs: 2, 'CPU mean': 0.5, 'CPU p95': 0.75, 'CPU highest': 0.75 });
    const [busiest] = report.sections.at(-1)?.blocks ?? [];
    expect(busiest).toMatchObject({
      rows: [['=web', 'xen-10', 1, 0.5, 0.75, 0.75, 0.75, 512 * 2 ** 20]],
    });
  });

  it('tells of one host, by its name or its address', async () => {
    const args = [
      '--kind',
      'host',
      '--host',
      'xen-10',
      '--from',
      '2026-11-01',
      '--to',
      '2026-11-03',
    ];
    await run(['--data', dataDir(), ...args, '--out', path('host.json')]);
    const report = read('host.json');
    expect(report.head.title).toBe('Host report: xen-10');
    expect(rowsOf(report, 'The host and its virtual machines')).toMatchObject([
      { Name: '=web', Change: 'moved' },
      { Field: 'memory MiB' },
    ]);
  });

  it('leaves the console’s files as they were, and none of its own', async () => {
    const before = readdirSync(dataDir()).sort();
    await run(['--data', dataDir(), '--out', path('x.csv')]);
    expect(readdirSync(dataDir()).sort()).toEqual(before);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });
});

describe('npm run report, when it cannot', () => {
  it('says what is wrong with the command line, and what there is instead', async () => {
    const wrong = async (...args: string[]) => {
      const { status, bad } = await run(args);
      expect(status).toBe(2);
      return bad;
    };
    expect(await wrong()).toContain('--out FILE is missing.');
    expect(await wrong('--out', 'x.doc')).toContain('doc is no format: html, pdf, xlsx');
    expect(await wrong('--kind', 'costs', '--out', 'x.html')).toContain('There is no report costs');
    expect(await wrong('--sections', 'cpus', '--out', 'x.html')).toContain('no section "cpus"');
    expect(await wrong('--from', 'yesterday', '--out', 'x.html')).toContain('no moment');
    expect(await wrong('--from', '1d', '--to', '2d', '--out', 'x.md')).toContain('ends before');
    expect(await wrong('--kind', 'host', '--out', 'x.md')).toContain('--host NAME is missing.');
    expect(await wrong('--colour', 'red')).toContain("Unknown option '--colour'");
  });

  it('says that there is no site, or no such host, and leaves no file', async () => {
    const empty = await run(['--data', path('nowhere'), '--out', path('none.html')]);
    expect(empty).toMatchObject({ status: 1 });
    expect(empty.bad).toContain(`There is no site in ${path('nowhere')}.`);
    const host = await run([
      '--data',
      dataDir(),
      '--kind',
      'host',
      '--host',
      'x',
      '--out',
      path('none.html'),
    ]);
    expect(host.bad).toContain('There is no host x in the site.');
    expect(existsSync(path('none.html'))).toBe(false);
    expect(existsSync(path('nowhere'))).toBe(false);
  });
});

describe('npm run report -- --demo', () => {
  it('looks at every host of the demo site, and writes what it saw', async () => {
    const args = ['--demo', '--hosts', '3', '--vms', '12', '--out', path('demo.json')];
    expect(await run(args)).toMatchObject({ status: 0, bad: '' });
    const report = read('demo.json');
    expect(report.head.site).toBe('Demo site');
    expect(rowsOf(report, 'Hosts')).toHaveLength(3);
    expect(rowsOf(report, 'Virtual machines')).toHaveLength(12);
  });

  it('looks at its image server, too', async () => {
    const args = ['--demo', '--hosts', '3', '--vms', '12', '--kind', 'images'];
    expect(await run([...args, '--out', path('images.json')])).toMatchObject({ status: 0 });
    const report = read('images.json');
    expect(rowsOf(report, 'Images')).toHaveLength(12);
    expect(rowsOf(report, 'Clients')).toHaveLength(12);
  });
});
