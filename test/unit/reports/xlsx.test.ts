import fc from 'fast-check';
import { unzipSync } from 'fflate';
import readWorkbook from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { renderXlsx } from '../../../src/main/core/reports/render/xlsx.ts';
import type { Report } from '../../../src/shared/reports/report.ts';
import { runs } from '../../support/properties.ts';
import { everyBlock, sourceOf, tableReport } from '../../support/sample-report.ts';
import { sheetRows, trimmedRows } from '../../support/sheet-rows.ts';

const workbookOf = (report: Report): Buffer => Buffer.concat([...renderXlsx(sourceOf(report))]);

describe('a report as a workbook', () => {
  it('has every value of every table: numbers as numbers, moments as dates, texts as texts', async () => {
    await fc.assert(
      fc.asyncProperty(tableReport, async (report) => {
        const [about, ...sheets] = await readWorkbook(workbookOf(report), { trim: false });
        expect(about?.data[0]?.[0]).toBe(report.head.title);
        const expected = sheetRows(report).map(trimmedRows);
        expect(sheets.map(({ data }) => trimmedRows(data))).toEqual(expected);
      }),
      { numRuns: runs(50) },
    );
  });

  it('has no formula, whatever a text begins with', () => {
    fc.assert(
      fc.property(tableReport, (report) => {
        for (const [path, bytes] of Object.entries(unzipSync(workbookOf(report)))) {
          if (path.startsWith('xl/worksheets/')) {
            expect(new TextDecoder().decode(bytes)).not.toContain('<f>');
          }
        }
      }),
      { numRuns: runs(50) },
    );
  });

  it('has a sheet for each section, named as sheets may be', async () => {
    const [section] = everyBlock.sections;
    const titles = ['A'.repeat(40), 'A'.repeat(40), "Disks [1]: a/b\\c*?'", ''];
    const sections = titles.map((title) => ({ ...section, id: 'x', title, blocks: [] }));
    const sheets = await readWorkbook(workbookOf({ ...everyBlock, sections }));
    expect(sheets.map(({ sheet }) => sheet)).toEqual([
      'About',
      'A'.repeat(31),
      `${'A'.repeat(27)} 2`,
      'Disks  1   a b c',
      'Sheet',
    ]);
  });

  it('has the numbers of charts and facts, too', async () => {
    const [, summary, usage] = await readWorkbook(workbookOf(everyBlock));
    expect(summary?.data).toContainEqual(['Memory (MiB)', 98_304]);
    expect(summary?.data).toContainEqual(['Given out (%)', 37.4]);
    expect(usage?.data).toContainEqual(['Time (UTC)', 'mean (CPUs)', 'highest (CPUs)']);
    expect(usage?.data).toContainEqual([new Date('2026-11-22T00:00:00Z'), 2.25, 4]);
  });
});
