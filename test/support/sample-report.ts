import fc from 'fast-check';
import type { ReportSource, SourceBlock } from '../../src/main/core/reports/report-source.ts';
import { words } from '../../src/main/core/reports/values.ts';
import type { Block, Column, Report, Value } from '../../src/shared/reports/report.ts';
import { hostileName } from './any-output.ts';

/** Text that hurts whoever puts it into a page, a table, a sheet or a formula as it is. */
const hostileText: fc.Arbitrary<string> = fc
  .oneof(
    hostileName,
    fc.constantFrom(
      '<img src=x onerror=alert(1)>',
      '</script><script>alert(1)</script>',
      '</style>',
      '&amp;&lt;',
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '=HYPERLINK("http://x","y")',
      'a|b',
      '[x](javascript:alert(1))',
      '`code`',
      '*bold* _it_ ~~no~~ $x$',
      'two\nlines',
      '"quoted", with a comma',
      "it's",
      'مضيف',
      'שרת-01',
      '\u202eevil',
      '_x0041_',
      '  spaces  ',
      '名'.repeat(300),
      'x'.repeat(300),
      'https://example.org/?a=b&c',
      'user@example.org',
      '#1',
      '1. one',
      '- item',
      '',
    ),
    fc.string({ unit: 'binary', maxLength: 30 }),
  )
  .map(words);

const moment = fc.integer({ min: 0, max: 4_102_444_800 }).map((second) => second * 1000);

/** A value as builders make it: rounded. */
function someValue(column: Column): fc.Arbitrary<Value> {
  const known: Record<Column['type'], fc.Arbitrary<Value>> = {
    text: hostileText,
    number: fc.integer({ min: -1_000_000, max: 1_000_000 }).map((cents) => cents / 100),
    bytes: fc.integer({ min: 0, max: 2 ** 24 }).map((mib) => mib * 2 ** 20),
    rate: fc.integer({ min: 0, max: 2 ** 34 }),
    percent: fc.integer({ min: 0, max: 2000 }).map((thousandths) => thousandths / 1000),
    time: moment,
    duration: fc.integer({ min: -1_000_000, max: 100_000_000 }),
  };
  return fc.option(known[column.type], { freq: 8 });
}

const column: fc.Arbitrary<Column> = fc.oneof(
  fc.record({
    label: fc.constantFrom('Name', 'Host', 'Where'),
    type: fc.constantFrom('text' as const, 'bytes' as const, 'time' as const),
  }),
  fc.record({
    label: fc.constantFrom('Count', 'Share', 'Took'),
    type: fc.constantFrom(
      'number' as const,
      'rate' as const,
      'percent' as const,
      'duration' as const,
    ),
  }),
  fc.constant({ label: 'CPU', type: 'number' as const, unit: 'CPUs' }),
);

const table: fc.Arbitrary<Block> = fc
  .array(column, { minLength: 1, maxLength: 6 })
  .chain((columns) =>
    fc.record({
      kind: fc.constant('table' as const),
      title: hostileText.map((text) => text || 'Table'),
      columns: fc.constant(columns),
      rows: fc.array(fc.tuple(...columns.map(someValue)), { minLength: 1, maxLength: 5 }),
      whenEmpty: fc.constant('Nothing.'),
    }),
  );

const head = fc.record({
  kind: fc.constant('site' as const),
  title: hostileText.map((text) => text || 'Report'),
  site: hostileText.map((text) => text || 'Site'),
  period: fc.record({ from: moment, to: moment }),
  madeAt: moment,
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin'),
});

/** Reports of tables alone, full of hostile text. */
export const tableReport: fc.Arbitrary<Report> = fc.record({
  head,
  sections: fc
    .array(fc.array(table, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map((sections) =>
      sections.map((blocks, at) => ({
        id: ['hosts', 'vms'][at] ?? '',
        title: ['Hosts', 'Virtual machines'][at] ?? '',
        blocks,
      })),
    ),
});

/** A whole report as what it is written from: rows come one by one. */
export function sourceOf(report: Report): ReportSource {
  return {
    head: report.head,
    sections: report.sections.map(({ id, title, blocks }) => ({
      id,
      title,
      blocks: blocks.map(
        (block): SourceBlock =>
          block.kind === 'table' ? { ...block, rows: block.rows.values() } : block,
      ),
    })),
  };
}

export function tablesOf(report: Report): (Block & { kind: 'table' })[] {
  return report.sections.flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'table'));
}

/** One of each kind of block. */
export const everyBlock: Report = {
  head: {
    kind: 'host',
    title: 'Host report: <img src=x onerror=alert(1)>',
    site: 'Lab & "friends"',
    period: { from: Date.UTC(2026, 9, 25), to: Date.UTC(2026, 10, 24, 18, 30) },
    madeAt: Date.UTC(2026, 10, 24, 18, 31, 5),
    timeZone: 'Europe/Berlin',
  },
  sections: [
    {
      id: 'summary',
      title: 'Summary',
      blocks: [
        { kind: 'paragraph', tone: 'warning', text: 'Two hosts were never read.' },
        {
          kind: 'facts',
          title: 'The host',
          facts: [
            { label: 'Name', type: 'text', value: 'مضيف <b>' },
            { label: 'Memory', type: 'bytes', value: 96 * 2 ** 30 },
            { label: 'Last seen', type: 'time', value: Date.UTC(2026, 10, 24, 18, 30) },
            { label: 'Given out', type: 'percent', value: 0.374 },
            { label: 'Clock', type: 'number', unit: 'MHz', value: 2100 },
            { label: 'Ahead', type: 'duration', value: 90_000 },
            { label: 'Assist', type: 'text', value: null },
          ],
        },
      ],
    },
    {
      id: 'usage',
      title: 'Usage',
      blocks: [
        {
          kind: 'chart',
          form: 'lines',
          title: 'CPU in use',
          axis: { type: 'time', values: [0, 1, 2, 3].map((day) => Date.UTC(2026, 10, 20 + day)) },
          value: { type: 'number', unit: 'CPUs' },
          series: [
            { label: 'mean', values: [1.5, null, 2.25, 3] },
            { label: 'highest', values: [2, null, 4, null] },
          ],
          limit: { label: 'all CPUs', value: 8 },
        },
        {
          kind: 'chart',
          form: 'stacked',
          title: 'Memory given out by host',
          axis: { type: 'text', values: ['xen-01', 'x'.repeat(300)] },
          value: { type: 'bytes' },
          series: [
            { label: 'VMs', values: [2 ** 30, 3 * 2 ** 30] },
            { label: 'dom0', values: [2 ** 29, null] },
          ],
          limit: null,
        },
      ],
    },
    {
      id: 'vms',
      title: 'Virtual machines',
      blocks: [
        {
          kind: 'table',
          title: 'Virtual machines',
          columns: [
            { label: 'VM', type: 'text' },
            { label: 'Memory', type: 'bytes' },
          ],
          rows: [
            ['web-01', 2 * 2 ** 30],
            ['constructor', null],
          ],
          whenEmpty: 'There are none.',
        },
        { kind: 'table', title: 'Disks', columns: [], rows: [], whenEmpty: 'No VM has a disk.' },
        {
          kind: 'lines',
          title: '/etc/xen/web.cfg',
          lines: [' name="web"', '-vcpus=2', '+vcpus=4'],
        },
        { kind: 'paragraph', tone: 'plain', text: 'All of it.' },
      ],
    },
  ],
};
