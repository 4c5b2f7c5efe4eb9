import { cellText, timeText } from '../../../../shared/reports/cell-text.ts';
import { chartTable } from '../../../../shared/reports/chart-table.ts';
import type { Column, ReportHead, Value } from '../../../../shared/reports/report.ts';
import type { ReportSource, SourceBlock } from '../report-source.ts';

/** GitHub's Markdown: headings, lists and pipe tables; charts as the tables of their numbers. */
export function* renderMarkdown({ head, sections }: ReportSource): Generator<string> {
  yield `# ${plain(head.title)}\n\n${headLines(head)}\n`;
  for (const { title, blocks } of sections) {
    yield `\n## ${plain(title)}\n`;
    for (const block of blocks) yield* blockLines(block, title, head.timeZone);
  }
}

function headLines({ site, period, madeAt, timeZone }: ReportHead): string {
  const time = (at: number) => timeText(at, timeZone);
  return [
    `- Site: ${plain(site)}`,
    `- Period: ${time(period.from)} to ${time(period.to)}`,
    `- Made: ${time(madeAt)} (times in ${plain(timeZone)})`,
  ].join('\n');
}

function* blockLines(block: SourceBlock, section: string, timeZone: string): Generator<string> {
  switch (block.kind) {
    case 'paragraph':
      yield `\n${block.tone === 'warning' ? '**Note:** ' : ''}${plain(block.text)}\n`;
      return;
    case 'facts': {
      yield heading(block.title);
      for (const { label, value, ...measure } of block.facts) {
        yield `- ${plain(label)}: ${plain(cellText(value, measure, timeZone))}\n`;
      }
      return;
    }
    case 'chart': {
      const { columns, rows } = chartTable(block);
      yield heading(block.title);
      yield* table(columns, rows, 'Nothing was measured.', timeZone);
      return;
    }
    case 'table':
      yield block.title === section ? '\n' : heading(block.title);
      yield* table(block.columns, block.rows, block.whenEmpty, timeZone);
      return;
    case 'lines':
      yield `${heading(block.title)}${fenced(block.lines)}\n`;
  }
}

const heading = (title: string): string => `\n### ${plain(title)}\n\n`;

function* table(
  columns: readonly Column[],
  rows: Iterable<readonly Value[]>,
  whenEmpty: string,
  timeZone: string,
): Generator<string> {
  let any = false;
  for (const row of rows) {
    if (!any) {
      yield `${line(columns.map(({ label }) => plain(label)))}\n`;
      yield `${line(columns.map(({ type }) => (type === 'text' || type === 'time' ? '---' : '---:')))}\n`;
    }
    any = true;
    yield `${line(columns.map((column, at) => plain(cellText(row[at] ?? null, column, timeZone))))}\n`;
  }
  if (!any) yield `${plain(whenEmpty)}\n`;
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A fence that no line of the text can close. */
function fenced(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.map((one) => /`+/.exec(one)?.[0].length ?? 0));
  const fence = '`'.repeat(longest + 1);
  return `${fence}diff\n${lines.map((one) => one.replaceAll('\n', '␊')).join('\n')}\n${fence}`;
}

/**
 * Text that means nothing but itself: marks of Markdown and HTML are escaped, lines stay in their
 * cell, and text whose direction would turn what is beside it stands apart (Unicode's isolates).
 */
function plain(text: string): string {
  const escaped = text
    .replace(/[\\`*_[\]|~$#]/g, '\\$&')
    // What would begin a list, at the beginning of a paragraph.
    .replace(/^([-+]|\d+(?=[.)]\s))/, (mark) => (/\d/.test(mark) ? `${mark}\\` : `\\${mark}`))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    // What would be made a link of.
    .replace(/([a-z]):\/\//gi, '$1:&#47;&#47;')
    .replaceAll('@', '&#64;')
    .replaceAll('\n', '<br>');
  return turns.test(text) ? `\u2068${escaped}\u2069` : escaped;
}

/** Letters that run from right to left, and marks that change the direction. */
const turns =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\u200f\u202a-\u202e\u2066-\u2069]/u;
