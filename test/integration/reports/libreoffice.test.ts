import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderXlsx } from '../../../src/main/core/reports/render/xlsx.ts';
import { sourceOf, tableReport } from '../../support/sample-report.ts';
import { sheetRows } from '../../support/sheet-rows.ts';

const missing = spawnSync('soffice', ['--version']).error !== undefined;
if (missing)
  console.log('Skipped: LibreOffice (soffice) is not installed, so no sheet was opened in it.');

/** Every sheet as CSV, whole values instead of what its formats show of them. */
const asCsv = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1';

describe.skipIf(missing)('a report’s workbook in LibreOffice', () => {
  it('has the same values, names that look like formulas among them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stateroom-office-'));
    try {
      const reports = fc.sample(tableReport, { numRuns: 12, seed: 5 });
      for (const [n, report] of reports.entries()) {
        writeFileSync(join(folder, `r${n}.xlsx`), Buffer.concat([...renderXlsx(sourceOf(report))]));
      }
      await promisify(execFile)('soffice', [
        `-env:UserInstallation=file://${folder}/profile`,
        '--headless',
        '--convert-to',
        asCsv,
        '--outdir',
        folder,
        ...reports.map((_, n) => join(folder, `r${n}.xlsx`)),
      ]);
      for (const [n, report] of reports.entries()) {
        for (const [s, rows] of sheetRows(report).entries()) {
          const name = `r${n}-${report.sections[s]?.title}.csv`;
          expect(readBack(join(folder, name))).toEqual(trimmed(rows.map((row) => row.map(shown))));
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function readBack(path: string): string[][] {
  const lines: string[][] = parse(readFileSync(path, 'utf8'), {
    relax_column_count: true,
    skip_empty_lines: false,
  });
  return trimmed(lines.map((line) => line.map(shownNumber)));
}

/** Sheets pad their rows; LibreOffice says 0.374 as 0.374, and dates as numbers of days. */
function trimmed(rows: readonly (readonly string[])[]): string[][] {
  const kept = rows.map((row) => row.slice(0, row.findLastIndex((cell) => cell !== '') + 1));
  return kept.slice(0, kept.findLastIndex((row) => row.length > 0) + 1);
}

function shown(value: string | number | Date | null): string {
  if (value === null) return '';
  if (typeof value === 'string') return shownNumber(value);
  return shownNumber(value instanceof Date ? value.toISOString() : String(value));
}

/** Numbers to eight digits, percents as what they are of one, dates to the second. */
function shownNumber(text: string): string {
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(text)) return text.replace('T', ' ').slice(0, 19);
  if (!/^-?\d+(\.\d+)?%?$/.test(text)) return text;
  const number = Number.parseFloat(text) / (text.endsWith('%') ? 100 : 1);
  return String(Number(number.toPrecision(8)));
}
