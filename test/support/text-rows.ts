import type { Column, Value } from '../../src/shared/reports/report.ts';

/** What a spreadsheet would reckon with; an apostrophe may have been put before it. */
export function csvValue(cell: string, { type }: Column): Value {
  if (cell === '') return null;
  switch (type) {
    case 'text':
      return cell.replace(/^'(?=[=+\-@\t\r＝＋－＠])/, '');
    case 'bytes':
      return Number(cell) * 2 ** 20;
    case 'rate':
      return Number(cell) * 2 ** 10;
    case 'percent':
      return Math.round(Number(cell) * 1000) / 1e5;
    case 'time':
      return Date.parse(cell);
    case 'duration':
      return Math.round(Number(cell) * 1000);
    default:
      return Number(cell);
  }
}

/** A table's row back from Markdown: as text, marks taken for what they stand for. */
export function markdownCells(line: string): string[] {
  return line
    .replace(/^\| | \|$/g, '')
    .split(' | ')
    .map((cell) =>
      cell
        .replace(/^\u2068|\u2069$/g, '')
        .replaceAll('<br>', '\n')
        .replace(/\\([\\`*_[\]|~$#+-])/g, '$1')
        .replace(/(\d)\\(?=[.)])/, '$1')
        .replaceAll('&#47;', '/')
        .replaceAll('&#64;', '@')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&'),
    );
}
