import { cellText, timeText } from '../../../../shared/reports/cell-text.ts';
import { chartTable } from '../../../../shared/reports/chart-table.ts';
import type { Column, Fact, ReportHead, Value } from '../../../../shared/reports/report.ts';
import { reportSections, rolloutSections } from '../../../../shared/reports/report-question.ts';
import { isNarrow, staysWhole } from '../../../../shared/reports/table-shape.ts';
import type { ReportSource, SectionSource, SourceBlock, TableSource } from '../report-source.ts';
import { htmlStyle } from './html-style.ts';
import { html } from './html-text.ts';
import { chartPatterns, svgChart } from './svg-chart.ts';

/**
 * One file that needs nothing beside it: no script, nothing from elsewhere, which its own policy
 * forbids as well. Values that are not words also stand there exactly, in `data` and `time`.
 * @param sections Ids of those that come, for the list at the top.
 */
export function* renderHtml(
  { head, sections }: ReportSource,
  chosen: readonly string[],
): Generator<string> {
  yield documentHead(head, chosen);
  for (const section of sections) yield* sectionHtml(section, head.timeZone);
  yield '</main>\n</body>\n</html>\n';
}

function documentHead(head: ReportHead, chosen: readonly string[]): string {
  const { title, site, period, madeAt, timeZone } = head;
  const time = (at: number) => timeHtml(at, timeZone);
  const sections = head.kind === 'rollout' ? rolloutSections : reportSections[head.kind];
  const links = sections
    .filter(({ id }) => chosen.includes(id))
    .map(({ id, title: name }) => `<a href="#${id}">${html(name)}</a>`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${html(`${title}, ${site}, ${timeText(period.to, timeZone)}`)}</title>
<style>${htmlStyle(head)}</style>
</head>
<body>
${chartPatterns}
<header>
<h1><bdi>${html(title)}</bdi></h1>
<div class="about"><p><bdi>${html(site)}</bdi>, ${time(period.from)} to ${time(period.to)}</p>
<p>Made ${time(madeAt)} with Stateroom. Times are in ${html(timeZone)}.</p></div>
${links.length > 1 ? `<nav aria-label="Sections">${links.join('')}</nav>` : ''}
</header>
<main>
`;
}

function* sectionHtml({ id, title, blocks }: SectionSource, timeZone: string): Generator<string> {
  yield `<section id="${html(id)}"><h2>${html(title)}</h2>\n`;
  for (const block of blocks) yield* blockHtml(block, title, timeZone);
  yield '</section>\n';
}

function* blockHtml(block: SourceBlock, section: string, timeZone: string): Generator<string> {
  switch (block.kind) {
    case 'paragraph':
      yield `<p${block.tone === 'warning' ? ' class="note"' : ''}>${html(block.text)}</p>\n`;
      return;
    case 'facts':
      yield `<h3>${html(block.title)}</h3>\n<dl class="facts">`;
      yield block.facts.map((fact) => factHtml(fact, timeZone)).join('');
      yield '</dl>\n';
      return;
    case 'table':
      if (isNarrowTable(block)) yield '<div class="narrow">';
      if (block.title !== section) yield `<h3><bdi>${html(block.title)}</bdi></h3>\n`;
      yield* tableHtml(block.columns, block.rows, block.whenEmpty, timeZone);
      if (isNarrowTable(block)) yield '</div>\n';
      return;
    case 'chart': {
      yield svgChart(block, timeZone);
      const { columns, rows } = chartTable(block);
      yield '<details><summary>The numbers</summary>';
      yield* tableHtml(columns, rows, 'Nothing was measured.', timeZone);
      yield '</details>\n';
      return;
    }
    case 'lines':
      yield `<h3><bdi>${html(block.title)}</bdi></h3>\n<pre>${block.lines.map(lineHtml).join('')}</pre>\n`;
  }
}

/** Of rows that come one by one nobody knows how many there are. */
const isNarrowTable = ({ columns, rows }: TableSource): boolean =>
  isNarrow(columns, Array.isArray(rows) ? rows.length : null);

function cellClass(value: Value, { type }: Column, at: number): string {
  if (type === 'time') return ' class="s"';
  if (type !== 'text') return ' class="n"';
  return staysWhole(value, at) ? ' class="s"' : '';
}

/** Where a long name may go on in the next line, before it is torn anywhere else. */
const joints = /(?<=[^\s._/@:-]{2}[._/@:])(?=[^\s._/@:-]{2})/u;

function factHtml({ label, value, ...measure }: Fact, timeZone: string): string {
  return `<div><dt>${html(label)}</dt><dd>${valueHtml(value, { label, ...measure }, timeZone)}</dd></div>`;
}

function* tableHtml(
  columns: readonly Column[],
  rows: Iterable<readonly Value[]>,
  whenEmpty: string,
  timeZone: string,
): Generator<string> {
  let any = false;
  for (const row of rows) {
    if (!any) {
      const head = columns.map(
        (column, at) => `<th scope="col"${cellClass(null, column, at)}>${html(column.label)}</th>`,
      );
      yield `<table><thead><tr>${head.join('')}</tr></thead>\n<tbody>`;
    }
    any = true;
    let cells = '';
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at];
      const value = row[at] ?? null;
      if (!column) continue;
      cells += `<td${cellClass(value, column, at)}>${valueHtml(value, column, timeZone)}</td>`;
    }
    yield `<tr>${cells}</tr>\n`;
  }
  yield any ? '</tbody></table>\n' : `<p class="none">${html(whenEmpty)}</p>\n`;
}

/** Names may run in either direction: each stands for itself, whatever is beside it. */
function valueHtml(value: Value, column: Column, timeZone: string): string {
  if (value === null) return `<span class="none">${html(cellText(null, column, timeZone))}</span>`;
  if (typeof value === 'string') return `<bdi>${value.split(joints).map(html).join('<wbr>')}</bdi>`;
  if (column.type === 'time') return timeHtml(value, timeZone);
  return `<data value="${value}">${html(cellText(value, column, timeZone))}</data>`;
}

function timeHtml(at: number, timeZone: string): string {
  return `<time datetime="${new Date(at).toISOString()}">${html(timeText(at, timeZone))}</time>`;
}

function lineHtml(line: string): string {
  const [sign, kind] =
    line[0] === '-'
      ? ['−', ' class="minus"']
      : line[0] === '+'
        ? ['+', ' class="plus"']
        : [' ', ''];
  return `<code${kind}>${sign} <bdi>${html(line.slice(1))}</bdi></code>`;
}
