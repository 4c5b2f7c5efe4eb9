import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderCsv } from '../../../src/main/core/reports/render/csv.ts';
import { renderJson } from '../../../src/main/core/reports/render/json.ts';
import { renderMarkdown } from '../../../src/main/core/reports/render/markdown.ts';
import { cellText } from '../../../src/shared/reports/cell-text.ts';
import { type Report, reportSchema } from '../../../src/shared/reports/report.ts';
import { everyBlock, sourceOf, tableReport, tablesOf } from '../../support/sample-report.ts';
import { csvValue, markdownCells } from '../../support/text-rows.ts';

const text = (pieces: Iterable<string>): string => [...pieces].join('');

describe('a report as JSON', () => {
  it('is the document itself', () => {
    fc.assert(
      fc.property(tableReport, (report) => {
        expect(JSON.parse(text(renderJson(sourceOf(report))))).toEqual(report);
      }),
    );
  });

  it('has every kind of block, and is of the schema', () => {
    const parsed = reportSchema.parse(JSON.parse(text(renderJson(sourceOf(everyBlock)))));
    expect(parsed).toEqual(everyBlock);
  });
});

function csvOf(report: Report): string[][] {
  return parse(text(renderCsv(sourceOf(report), report.sections.length)), {
    bom: true,
    record_delimiter: '\r\n',
    relax_column_count: true,
    skip_empty_lines: false,
  });
}

describe('a report as CSV', () => {
  it('has every value of every table, and no cell that a spreadsheet takes for a formula', () => {
    fc.assert(
      fc.property(tableReport, (report) => {
        const lines = csvOf(report);
        let at = 0;
        for (const { rows, columns } of tablesOf(report)) {
          if (at > 0) at += 1;
          if (report.sections.length > 1 || at > 0) at += 1;
          at += 1;
          for (const row of rows) {
            const cells = lines[at++] ?? [];
            const values = columns.map((column, n) => csvValue(cells[n] ?? '', column));
            expect(values).toEqual(row.map((value) => (value === '' ? null : value)));
            for (const [n, cell] of cells.entries()) {
              if (columns[n]?.type === 'text') expect(cell).not.toMatch(/^[=+\-@\t\r]/);
            }
          }
        }
        expect(at).toBe(lines.length);
      }),
    );
  });

  it('is one plain table where one section is asked for that is one', () => {
    const [, , vms] = everyBlock.sections;
    const [table] = vms?.blocks ?? [];
    const report = { ...everyBlock, sections: [{ ...vms, blocks: [table] }] } as Report;
    expect(text(renderCsv(sourceOf(report), 1))).toBe(
      '\ufeffVM,Memory (MiB)\r\nweb-01,2048\r\nconstructor,\r\n',
    );
  });

  it('has the numbers of charts and facts, too', () => {
    const lines = csvOf(everyBlock).map((cells) => cells.join(';'));
    expect(lines).toContain('Memory (MiB);98304');
    expect(lines).toContain('Given out (%);37.4');
    expect(lines).toContain('Time (UTC);mean (CPUs);highest (CPUs)');
    expect(lines).toContain('2026-11-20T00:00:00.000Z;1.5;2');
    expect(lines).toContain('2026-11-21T00:00:00.000Z;;');
    expect(lines).toContain("'+vcpus=4");
    expect(lines).toContain('Two hosts were never read.');
  });
});

describe('a report as Markdown', () => {
  it('says every value as people read it, with no mark of Markdown or HTML left', () => {
    fc.assert(
      fc.property(tableReport, (report) => {
        const written = text(renderMarkdown(sourceOf(report)));
        const lines = written.split('\n').filter((line) => line.startsWith('| '));
        let at = 0;
        for (const { rows, columns } of tablesOf(report)) {
          at += 2;
          for (const row of rows) {
            const expected = columns.map((column, n) =>
              cellText(row[n] ?? null, column, report.head.timeZone),
            );
            // Rows of a table are joined by what no cell can hold: a bar that is not escaped.
            expect(markdownCells(lines[at++] ?? '')).toEqual(expected);
          }
        }
        expect(at).toBe(lines.length);
        expect(written.replaceAll('<br>', '')).not.toMatch(/[<>]/);
      }),
    );
  });

  it('keeps what runs from right to left from turning its row', () => {
    expect(text(renderMarkdown(sourceOf(everyBlock)))).toContain(
      '- Name: \u2068مضيف &lt;b&gt;\u2069',
    );
  });

  it('closes a fence that the lines themselves cannot close', () => {
    const lines = { kind: 'lines' as const, title: 'x', lines: ['+```', '-~~~~'] };
    const report = { ...everyBlock, sections: [{ id: 'x', title: 'x', blocks: [lines] }] };
    expect(text(renderMarkdown(sourceOf(report)))).toContain('````diff\n+```\n-~~~~\n````');
  });
});
