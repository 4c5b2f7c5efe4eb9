import { chartTable } from '../../../../shared/reports/chart-table.ts';
import type { Column, Value } from '../../../../shared/reports/report.ts';
import type { SourceBlock } from '../report-source.ts';
import { column } from '../values.ts';

/** A block as a spreadsheet holds it. */
export interface PlainTable {
  title: string;
  columns: readonly Column[];
  rows: Iterable<readonly Value[]>;
}

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** Null: a paragraph that a table can do without. */
export function plainTable(block: SourceBlock): PlainTable | null {
  switch (block.kind) {
    case 'table':
      return block;
    case 'chart':
      return { title: block.title, ...chartTable(block) };
    case 'facts':
      return {
        title: block.title,
        columns: [column('What'), column('Value')],
        rows: block.facts.map((fact) => [plainColumn(fact), plainValue(fact.value, fact)]),
      };
    case 'lines':
      return {
        title: block.title,
        columns: [column('Line')],
        rows: block.lines.map((line) => [line]),
      };
    case 'paragraph':
      return block.tone === 'warning'
        ? { title: 'Note', columns: [column('Note')], rows: [[block.text]] }
        : null;
  }
}

/** A column's name with the unit that its numbers are in. */
export function plainColumn({ label, type, unit }: Column): string {
  switch (type) {
    case 'bytes':
      return `${label} (MiB)`;
    case 'rate':
      return `${label} (KiB/s)`;
    case 'percent':
      return `${label} (%)`;
    case 'time':
      return `${label} (UTC)`;
    case 'duration':
      return `${label} (s)`;
    default:
      return unit === undefined ? label : `${label} (${unit})`;
  }
}

/** A value as a spreadsheet can reckon with it: MiB, KiB/s, percent, seconds; moments as ISO 8601 in UTC. */
export function plainValue(value: Value, { type }: Column): Value {
  if (typeof value !== 'number') return value;
  switch (type) {
    case 'bytes':
      return value / mebibyte;
    case 'rate':
      return value / kibibyte;
    case 'percent':
      // A thousandth of a percent is all that is kept of a share; the rest would be the float's own.
      return Math.round(value * 1e5) / 1e3;
    case 'time':
      return new Date(value).toISOString();
    case 'duration':
      return value / 1000;
    default:
      return value;
  }
}
