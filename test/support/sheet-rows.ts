import type { Column, Report, Value } from '../../src/shared/reports/report.ts';
import { tablesOf } from './sample-report.ts';

const units: Readonly<Partial<Record<Column['type'], string>>> = {
  bytes: ' (MiB)',
  rate: ' (KiB/s)',
  time: ' (UTC)',
  duration: ' (s)',
};

function headOf({ label, type, unit }: Column): string {
  return `${label}${units[type] ?? (unit === undefined ? '' : ` (${unit})`)}`;
}

/** What a sheet has for a value: sizes in MiB, rates in KiB/s, times as dates, and nothing for an empty text. */
function sheetValue(value: Value, { type }: Column): string | number | Date | null {
  if (value === null || value === '') return null;
  if (typeof value === 'string') return value;
  if (type === 'bytes') return value / 2 ** 20;
  if (type === 'rate') return value / 2 ** 10;
  if (type === 'duration') return value / 1000;
  return type === 'time' ? new Date(value) : value;
}

/** The rows of each sheet that a report of tables alone should have, the first sheet left out. */
export function sheetRows(report: Report): (string | number | Date | null)[][][] {
  return report.sections.map((section) => {
    const rows: (string | number | Date | null)[][] = [];
    for (const [n, { title, columns, rows: values }] of tablesOf({
      ...report,
      sections: [section],
    }).entries()) {
      if (n > 0) rows.push([]);
      if (n > 0 || title !== section.title) rows.push([title]);
      rows.push(columns.map(headOf));
      rows.push(
        ...values.map((row) => columns.map((column, at) => sheetValue(row[at] ?? null, column))),
      );
    }
    return rows;
  });
}

/**
 * Rows without the empty cells at their ends. The reader knows nothing of `_x005F_`, and cuts off
 * what a sheet's fraction of a day is short of a whole millisecond.
 */
export function trimmedRows(rows: readonly (readonly unknown[])[]): unknown[][] {
  const kept = rows.map((row) => {
    const cells = row.map((cell) =>
      typeof cell === 'string'
        ? cell.replaceAll('_x005F_', '_')
        : cell instanceof Date
          ? Math.round(cell.getTime() / 1000)
          : cell,
    );
    return cells.slice(0, cells.findLastIndex((cell) => cell !== null && cell !== '') + 1);
  });
  return kept.slice(0, kept.findLastIndex((row) => row.length > 0) + 1);
}
