import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import readWorkbook from 'read-excel-file/node';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureChromium } from '../../../scripts/lib/chromium.mjs';
import { createReport } from '../../../src/main/core/reports/create-report.ts';
import { siteInputs } from '../../../src/main/core/reports/site-inputs.ts';
import { writeReport } from '../../../src/main/core/reports/write-report.ts';
import { openSampleStore } from '../../../src/main/core/samples/sample-store.ts';
import { openStore, type Store } from '../../../src/main/core/store/open-store.ts';
import { printWithChromium } from '../../../src/main/print-with-chromium.ts';
import type { ImagesOverview } from '../../../src/shared/images/overview.ts';
import { accessSchema } from '../../../src/shared/model/connection.ts';
import { cellText } from '../../../src/shared/reports/cell-text.ts';
import {
  type Report,
  type ReportKind,
  reportKinds,
  reportSchema,
} from '../../../src/shared/reports/report.ts';
import {
  type ReportFormat,
  reportFormats,
  reportSections,
} from '../../../src/shared/reports/report-question.ts';
import type { Result } from '../../../src/shared/result.ts';
import { dayOf } from '../../../src/shared/sla/hours.ts';
import { cellValue, elements, parsePage } from '../../support/html-report.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { digest, sampleManifest, sampleRole } from '../../support/sample-images.ts';
import { samplePromise } from '../../support/sample-objective.ts';
import { tablesOf } from '../../support/sample-report.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';
import { sheetRows, trimmedRows } from '../../support/sheet-rows.ts';
import { csvValue, markdownCells } from '../../support/text-rows.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** Noon, so that the day is the same wherever this runs. */
const end = new Date(2026, 10, 24, 12).getTime();
const begin = end - 7 * day;
const hostile = '<img src=x onerror=alert(1)>';
const rightToLeft = 'شبكة-01';
const long = 'w'.repeat(300);

let folder: string;
let store: Store;

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.message} ${result.error.details ?? ''}`);
  return result.value;
}

beforeAll(() => {
  process.env.STATEROOM_CHROMIUM ??= ensureChromium();
  folder = mkdtempSync(join(tmpdir(), 'stateroom-promises-'));
  store = must(openStore(':memory:', { log: recordingLog() }));
  const vms = [hostile, rightToLeft, long].map((name, n) =>
    sampleVm({ hostId: 'h1', name, uuid: `u-${n}`, domid: n + 1 }),
  );
  must(
    store.history.appendEvents(begin, [
      { type: 'host-put', host: sampleHost({ id: 'h1', label: '=xen-01' }) },
      { type: 'vms-replaced', hostId: 'h1', vms },
    ]),
  );
  const paused = vms.map((vm) => ({ ...vm, state: 'paused' as const }));
  const changed = { type: 'vms-replaced' as const, hostId: 'h1', vms: paused };
  must(store.history.appendEvents(end - day, [changed]));
  keepPromises();
  keepImages();
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One is broken for longer than allowed, one kept, one never seen, and one is gone. */
function keepPromises(): void {
  const { sla } = store;
  const promise = samplePromise({ cpus: 1.5, availability: 0.999, longestPauseMs: 500 });
  must(sla.putObjective({ id: 'o1', subject: { kind: 'tag', tag: 'gold' }, promise }));
  const gone = { kind: 'vm' as const, uuid: 'u-9', name: '-gone' };
  must(sla.putObjective({ id: 'o2', subject: gone, promise }));
  for (const n of [0, 1, 2]) must(sla.setTags(`u-${n}`, ['gold']));
  const yesterday = dayOf(end - day);
  const dayBefore = dayOf(end - 2 * day);
  const breach = {
    uuid: 'u-0',
    name: hostile,
    cause: 'contention' as const,
    since: end - day,
    until: end - day + hour,
    cpu: 0.604,
    promised: 1.5,
  };
  must(
    sla.addTime(
      [
        { uuid: 'u-0', day: yesterday, goodMs: 23 * hour, badMs: hour },
        { uuid: 'u-1', day: yesterday, goodMs: day - 1000, badMs: 1000 },
        { uuid: 'u-1', day: dayBefore, goodMs: day, badMs: 0 },
        // Of before the period.
        { uuid: 'u-2', day: dayOf(begin - 2 * day), goodMs: 0, badMs: day },
      ],
      [{ ...breach, since: begin - 3 * hour, until: begin - 2 * hour }, breach],
    ),
  );
  const said = { uuid: 'u-0', name: hostile, kind: 'set' as const };
  must(sla.addAudit({ ...said, at: begin - hour, text: 'before the period' }));
  must(sla.addAudit({ ...said, at: end - day, text: 'weight 256 → 768, "as it was full"' }));
}

const overview: ImagesOverview = {
  at: end,
  roles: [sampleRole],
  images: [
    {
      manifest: sampleManifest({ origin: hostile }),
      bytes: 3 * 2 ** 20,
      desired: 2,
      previous: 0,
      running: 1,
      channels: ['stable', 'canary'],
      rollouts: [],
    },
  ],
  packed: [],
  channels: [],
  clients: (['none', 'unhealthy', 'silent'] as const).map((drift, n) => ({
    id: `web-${n}`,
    role: 'web',
    group: 'rest',
    kind: 'xen-vm' as const,
    channel: n === 0 ? 'stable' : null,
    desired: digest('a'),
    previous: null,
    running: n === 2 ? null : digest('a'),
    health: n === 1 ? ('failed' as const) : ('ok' as const),
    healthText: n === 1 ? `${rightToLeft} ${hostile}` : '',
    stateMounted: n === 2 ? null : true,
    reportAge: n === 2 ? null : 60,
    clockOffSeconds: n === 2 ? null : 0,
    rejected: [],
    drift,
    drifts: drift === 'none' ? [] : [drift],
    heldBy: null,
    driveFolder: null,
  })),
  rollouts: [],
  ended: [
    {
      id: 'r1',
      role: 'web',
      digest: digest('a'),
      createdAt: begin / 1000,
      createdBy: '@anna',
      endedAt: begin / 1000 + 600,
      head: {
        status: 'rolled-back',
        wave: 0,
        soakSince: null,
        clock: { serverBoot: '6b8b4567-327b-43c6-a43c-98695a3c0001', uptimeMs: 1, ms: 1 },
        reason: 'One of one clients failed.',
      },
      tally: { 'rolled-back': 1, healthy: 2 },
    },
  ],
  problems: [],
};

function keepImages(): void {
  const access = accessSchema.parse({ address: 'images.example.org', port: 22, user: 'root' });
  const server = { id: 's1', label: long, access, root: '/srv/stateless' };
  must(store.imageServers.put(server));
  must(store.imagesSeen.keep('s1', end - hour, { overview, rollouts: [] }));
}

async function made(
  kind: ReportKind,
  format: ReportFormat,
  sections: readonly string[],
): Promise<Buffer> {
  const samples = must(openSampleStore(':memory:', () => end));
  const question = {
    ...{ kind, from: begin, to: end, sections: [...sections] },
    ...(kind === 'host' ? { hostId: 'h1' } : {}),
  };
  const { inputs, to } = must(siteInputs(question, end, { ...store, samples, live: null }));
  const about = { site: 'Lab', to, madeAt: end, timeZone: 'Europe/Berlin' };
  const report = must(createReport(question, inputs, about));
  const path = join(folder, `${kind}.${format}`);
  must(await writeReport(report, { path, format, sections, print: printWithChromium }));
  samples.close();
  return readFileSync(path);
}

async function readBack(kind: ReportKind, sections: readonly string[]): Promise<Report> {
  return reportSchema.parse(JSON.parse((await made(kind, 'json', sections)).toString()));
}

const idsOf = (kind: ReportKind) => reportSections[kind].map(({ id }) => id);
/** Sections of tables alone, with something in each. */
const tablesIn: Readonly<Record<ReportKind, readonly string[]>> = {
  site: ['hosts', 'vms'],
  host: ['vms', 'changes'],
  capacity: ['hosts'],
  sla: idsOf('sla').filter((id) => id !== 'summary'),
  images: idsOf('images').filter((id) => id !== 'summary'),
  changes: ['changes'],
};

describe('a report of service levels', () => {
  it('says of each VM what was promised and how it was kept, the worst first', async () => {
    const { sections } = await readBack('sla', ['levels']);
    const [table] = sections[0]?.blocks ?? [];
    if (table?.kind !== 'table') throw new Error('there is no table');
    const seen = [23 * hour + hour, 2 * day];
    const promise = [1.5, 500, 'at all times'];
    expect(table.rows).toEqual([
      // An hour of a day: 95.83 %, where a thousandth was allowed.
      [
        ...[hostile, '=xen-01', 'not kept', 0.999, 0.95833, hour, 86_400, seen[0]],
        ...[...promise, 'all tagged gold'],
      ],
      // A second of two days is allowed, and still is not rounded up to all of it.
      [
        ...[rightToLeft, '=xen-01', 'kept', 0.999, 0.99999, 1000, 172_800, seen[1]],
        ...[...promise, 'all tagged gold'],
      ],
      ['-gone', null, 'not seen', 0.999, null, 0, 0, 0, ...promise, 'it alone'],
      [long, '=xen-01', 'not seen', 0.999, null, 0, 0, 0, ...promise, 'all tagged gold'],
    ]);
  });

  it('has the breaches and acts of the period, and none of before it', async () => {
    const [breaches, actions] = tablesOf(await readBack('sla', ['breaches', 'actions']));
    expect(breaches?.rows).toEqual([[end - day, hour, hostile, 'its host was full', 0.6, 1.5]]);
    expect(actions?.rows).toEqual([
      [end - day, hostile, 'set', 'weight 256 → 768, "as it was full"'],
    ]);
  });

  it('sums the period up', async () => {
    const { sections } = await readBack('sla', ['summary']);
    const facts = sections[0]?.blocks.find((block) => block.kind === 'facts');
    const named = Object.fromEntries(facts?.facts.map(({ label, value }) => [label, value]) ?? []);
    expect(named).toMatchObject({
      Promises: 2,
      'Virtual machines with one': 4,
      Kept: 1,
      'Not kept': 1,
      'Not seen': 2,
      'Time that was seen': 3 * day,
      'Time in which one was broken': hour + 1000,
    });
    const chart = sections[0]?.blocks.find((block) => block.kind === 'chart');
    expect(chart?.axis.values).toEqual([dayOf(end - 2 * day), dayOf(end - day)]);
    expect(chart?.series[0]?.values).toEqual([0, 1]);
  });
});

describe('a report of images', () => {
  it('names every client that is not as it should be, with what it says itself', async () => {
    const [drift] = tablesOf(await readBack('images', ['drift']));
    const version = 'a'.repeat(12);
    expect(drift?.rows).toEqual([
      [
        ...[long, 'web-1', 'web', 'unhealthy', version, version, end - 60_000],
        `${rightToLeft} ${hostile}`,
      ],
      [long, 'web-2', 'web', 'silent', version, null, null, null],
    ]);
  });

  it('says when each server was last read, and what became of rollouts', async () => {
    const report = await readBack('images', ['summary', 'rollouts']);
    const facts = report.sections[0]?.blocks.find((block) => block.kind === 'facts');
    expect(facts?.facts[0]).toMatchObject({ label: 'Last read', value: end - hour });
    const [rollouts] = tablesOf(report);
    expect(rollouts?.rows[0]?.slice(4)).toEqual([
      ...[begin, '@anna', 'rolled back', begin + 600_000],
      ...['1 rolled back, 2 healthy', 'One of one clients failed.'],
    ]);
  });
});

describe.each(reportKinds)('a report of %s', (kind) => {
  it('has the same values in HTML, CSV, Markdown, JSON and a workbook', async () => {
    const sections = tablesIn[kind];
    const report = await readBack(kind, sections);
    const tables = tablesOf(report);
    expect(tables.every(({ rows }) => rows.length > 0)).toBe(true);

    const page = parsePage((await made(kind, 'html', sections)).toString());
    const htmlRows = page
      .all('table')
      .map((table) => elements(table.childNodes, 'tr').slice(1))
      .map((rows, at) =>
        rows.map((row) => {
          const cells = [...elements(row.childNodes)].filter(({ tagName }) =>
            ['td', 'th'].includes(tagName),
          );
          return (tables[at]?.columns ?? []).map((column, n) => cellValue(cells[n], column));
        }),
      );
    expect(htmlRows).toEqual(tables.map(({ rows }) => rows));
    expect(page.all('img')).toEqual([]);

    const lines: string[][] = parse(await made(kind, 'csv', sections), {
      ...{ bom: true, record_delimiter: '\r\n', relax_column_count: true, skip_empty_lines: false },
    });
    const markdown = (await made(kind, 'md', sections)).toString().split('\n');
    for (const { columns, rows } of tables) {
      for (const row of rows) {
        expect(
          lines.some(
            (cells) =>
              JSON.stringify(columns.map((column, n) => csvValue(cells[n] ?? '', column))) ===
              JSON.stringify(row),
          ),
        ).toBe(true);
        const texts = columns.map((column, n) => cellText(row[n] ?? null, column, 'Europe/Berlin'));
        expect(markdown.map(markdownCells)).toContainEqual(texts);
      }
    }

    const [, ...sheets] = await readWorkbook(await made(kind, 'xlsx', sections), { trim: false });
    expect(sheets.map(({ data }) => trimmedRows(data))).toEqual(sheetRows(report).map(trimmedRows));
  });

  it('has them on paper, too', async () => {
    const bytes = await made(kind, 'pdf', idsOf(kind));
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), {
      mergePages: true,
    });
    const plain = text.replace(/\s+/g, '');
    for (const { columns, rows } of tablesOf(await readBack(kind, idsOf(kind)))) {
      for (const row of rows) {
        for (const [n, column] of columns.entries()) {
          if (column.type === 'text') continue;
          const said = cellText(row[n] ?? null, column, 'Europe/Berlin').replace(/\s+/g, '');
          expect(plain).toContain(said);
        }
      }
    }
  });
});

describe('every format', () => {
  it('can be made of a site in which nothing is promised and that has no image server', async () => {
    const kept = store;
    store = must(openStore(':memory:', { log: recordingLog() }));
    try {
      for (const format of reportFormats.filter((one) => one !== 'pdf')) {
        for (const kind of ['sla', 'images'] as const) {
          expect((await made(kind, format, idsOf(kind))).length).toBeGreaterThan(100);
        }
      }
    } finally {
      store.close();
      store = kept;
    }
  });
});
