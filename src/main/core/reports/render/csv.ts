import { stringify } from 'csv-stringify/sync';
import type { Value } from '../../../../shared/reports/report.ts';
import type { ReportSource } from '../report-source.ts';
import { type PlainTable, plainColumn, plainTable, plainValue } from './plain-table.ts';

/** Rows that are written at once. */
const atOnce = 500;

/**
 * Every table, list of facts and chart as a table of its own: its title, its columns, its rows,
 * and an empty line before the next. A report of one section begins with its columns, so that it
 * is one plain table wherever the section is one. UTF-8 with its mark, as spreadsheets want it.
 */
export function* renderCsv({ sections }: ReportSource, sectionCount: number): Generator<string> {
  yield '\ufeff';
  let first = true;
  for (const { title, blocks } of sections) {
    for (const block of blocks) {
      const table = plainTable(block);
      if (!table) continue;
      if (!first) yield '\r\n';
      const name = table.title === title ? title : `${title}: ${table.title}`;
      if (!first || sectionCount > 1) yield csv([[name]]);
      first = false;
      yield csv([table.columns.map(plainColumn)]);
      yield* rowsOf(table);
    }
  }
}

function* rowsOf({ columns, rows }: PlainTable): Generator<string> {
  let waiting: Value[][] = [];
  for (const row of rows) {
    waiting.push(columns.map((column, at) => plainValue(row[at] ?? null, column)));
    if (waiting.length < atOnce) continue;
    yield csv(waiting);
    waiting = [];
  }
  if (waiting.length > 0) yield csv(waiting);
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it. */
const csv = (rows: Value[][]): string =>
  stringify(rows, { escape_formulas: true, record_delimiter: 'windows' });
