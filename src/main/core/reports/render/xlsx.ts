import { Zip, ZipDeflate } from 'fflate';
import type { Column, ReportHead, Value } from '../../../../shared/reports/report.ts';
import type { ReportSource, SectionSource } from '../report-source.ts';
import { plainColumn, plainTable, plainValue } from './plain-table.ts';
import { cellStyles, sheetEnd, sheetHead, workbookParts } from './xlsx-parts.ts';

/**
 * A workbook with a sheet for each section and one about the report, a row at a time. Texts stand
 * in their cells as texts: none is ever a formula. Our own writing on fflate's archive, as the
 * libraries hold every row in memory, and the kept one of them breaks its file on a VM that is
 * named `constructor`.
 */
export function* renderXlsx({ head, sections }: ReportSource): Generator<Uint8Array> {
  const archive = openArchive(head.madeAt);
  const names: string[] = [];
  function* sheet(title: string, parts: Iterable<string>): Generator<Uint8Array> {
    names.push(sheetName(title, names));
    yield* archive.put(`xl/worksheets/sheet${names.length}.xml`, parts);
  }
  yield* sheet('About', aboutSheet(head));
  for (const section of sections) yield* sheet(section.title, sectionSheet(section));
  for (const [path, text] of workbookParts(names.map(xml))) yield* archive.put(path, [text]);
  yield* archive.end();
}

/** Text is given to the archive in pieces of about this size: a row at a time would cost more. */
const pieceSigns = 64 * 1024;

/** What an archive's dates can be, with a day for the zone. */
const earliest = Date.UTC(1980, 0, 2);
const latest = Date.UTC(2099, 11, 30);

function openArchive(mtime: number) {
  const encoder = new TextEncoder();
  let ready: Uint8Array[] = [];
  const zip = new Zip((error, data) => {
    if (error) throw error;
    ready.push(data);
  });
  function* taken(): Generator<Uint8Array> {
    const chunks = ready;
    ready = [];
    yield* chunks;
  }
  return {
    *put(path: string, parts: Iterable<string>): Generator<Uint8Array> {
      const file = new ZipDeflate(path, { level: 6 });
      file.mtime = Math.min(Math.max(mtime, earliest), latest);
      zip.add(file);
      let piece = '';
      for (const part of parts) {
        piece += part;
        if (piece.length < pieceSigns) continue;
        file.push(encoder.encode(piece));
        piece = '';
        yield* taken();
      }
      file.push(encoder.encode(piece), true);
      yield* taken();
    },
    *end(): Generator<Uint8Array> {
      zip.end();
      yield* taken();
    },
  };
}

function* aboutSheet({ title, site, period, madeAt }: ReportHead): Generator<string> {
  yield sheetHead([22, 80], 0);
  const time: Column = { label: '', type: 'time' };
  const text: Column = { label: '', type: 'text' };
  const rows: [string, Value, Column][] = [
    ['Site', site, text],
    ['From', period.from, time],
    ['To', period.to, time],
    ['Made', madeAt, time],
    ['Times', 'UTC', text],
    ['Sizes', 'MiB', text],
  ];
  yield row(1, cell('A1', title, cellStyles.title));
  let number = 2;
  for (const [name, value, column] of rows) {
    const cells =
      cell(`A${number}`, name, cellStyles.plain) + valueCell(`B${number}`, value, column);
    yield row(number, cells);
    number += 1;
  }
  yield sheetEnd(null);
}

/**
 * A section that begins with the table it is named after is that table from its first row on, to
 * be filtered and sorted. In others tables stand one below the other.
 */
function* sectionSheet({ title, blocks }: SectionSource): Generator<string> {
  let number = 0;
  let filter: string | null = null;
  for (const block of blocks) {
    const table = plainTable(block);
    if (!table) continue;
    const { columns } = table;
    const whole = number === 0 && table.title === title;
    if (number === 0) yield sheetHead(whole ? columns.map(widthOf) : mixedWidths, whole ? 1 : 0);
    if (!whole) {
      number += number === 0 ? 1 : 2;
      yield row(number, cell(`A${number}`, table.title, cellStyles.title));
    }
    number += 1;
    yield row(
      number,
      cells(
        number,
        columns.map((one) => cellOf(plainColumnOf(one), cellStyles.header)),
      ),
    );
    for (const values of table.rows) {
      number += 1;
      let found = '';
      for (let at = 0; at < columns.length; at++) {
        const column = columns[at];
        if (column) found += valueCell(`${letters(at)}${number}`, values[at] ?? null, column);
      }
      yield row(number, found);
    }
    if (whole && number > 1) filter = `A1:${letters(columns.length - 1)}${number}`;
  }
  if (number === 0) yield sheetHead([20], 0);
  yield sheetEnd(filter);
}

type CellOf = (place: string) => string;
const cellOf =
  (text: string, style: number): CellOf =>
  (place) =>
    cell(place, text, style);

const cells = (number: number, made: readonly CellOf[]): string =>
  made.map((make, at) => make(`${letters(at)}${number}`)).join('');

const row = (number: number, content: string): string => `<row r="${number}">${content}</row>`;

/** Percents and moments are what they are to a spreadsheet; only the zone has to be said. */
function plainColumnOf(column: Column): string {
  return column.type === 'percent' ? column.label : plainColumn(column);
}

const widths: Readonly<Record<Column['type'], number>> = {
  text: 26,
  number: 12,
  bytes: 14,
  rate: 14,
  percent: 12,
  time: 20,
  duration: 12,
};
const widthOf = ({ type }: Column): number => widths[type];
/** Where tables of several kinds stand below one another. */
const mixedWidths = [26, ...Array<number>(11).fill(18)];

/** Days since the last one of 1899, which is where spreadsheets count from. */
const dayNumber = (at: number): number => at / 86_400_000 + 25_569;

function valueCell(place: string, value: Value, column: Column): string {
  if (value === null) return '';
  if (typeof value === 'string') {
    return cell(place, value, value.includes('\n') ? cellStyles.wrapped : cellStyles.plain);
  }
  const number = (written: number, style: number) =>
    `<c r="${place}" s="${style}"><v>${written}</v></c>`;
  if (column.type === 'percent') return number(value, cellStyles.percent);
  if (column.type === 'time') return number(dayNumber(value), cellStyles.time);
  const plain = Number(plainValue(value, column));
  return number(plain, Number.isInteger(plain) ? cellStyles.whole : cellStyles.decimal);
}

/** A cell holds no more signs than this. */
const mostSigns = 32_767;

function cell(place: string, text: string, style: number): string {
  const kept = text.length <= mostSigns ? text : `${text.slice(0, mostSigns - 1).toWellFormed()}…`;
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xml(kept)}</t></is></c>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** `_x0041_` would be read as the letter of that number: its underscore is written as one itself. */
function xml(text: string): string {
  return text
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}

/** 0 is A, 26 is AA. */
function letters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letters(Math.floor(column / 26) - 1) + last;
}

/** At most 31 signs, none that a sheet's name may not have, and none twice. */
function sheetName(title: string, taken: readonly string[]): string {
  const clean = title.replace(/[[\]\\/:*?']/g, ' ').trim() || 'Sheet';
  let name = clean.slice(0, 31);
  for (let n = 2; taken.includes(name); n++) name = `${clean.slice(0, 27)} ${n}`;
  return name;
}
