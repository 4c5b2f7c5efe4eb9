import { timeText } from '../../../../shared/reports/cell-text.ts';
import type { ReportHead } from '../../../../shared/reports/report.ts';
import { cssString } from './html-text.ts';

/** As much of a title as has room at the head of each page. */
const headSigns = 70;

/**
 * The page's style: ink on white, so that it prints as it looks. A4 on its side, as inventories
 * are wide; heads of tables come again on each page, rows and pictures are not torn apart.
 */
export function htmlStyle({ title, site, madeAt, timeZone }: ReportHead): string {
  const signs = [...title];
  const head = signs.length <= headSigns ? title : `${signs.slice(0, headSigns - 1).join('')}…`;
  const made = timeText(madeAt, timeZone);
  return `
@page {
  size: A4 landscape;
  margin: 17mm 12mm 15mm;
  @top-left { content: ${cssString(head)}; font: 8pt system-ui, "DejaVu Sans", sans-serif; color: #444; }
  @top-right { content: ${cssString(site)}; font: 8pt system-ui, "DejaVu Sans", sans-serif; color: #444; }
  @bottom-left { content: ${cssString(`Stateroom, ${made}`)}; font: 8pt system-ui, "DejaVu Sans", sans-serif; color: #444; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, "DejaVu Sans", sans-serif; color: #444; }
}
@page :first { @top-left { content: none; } @top-right { content: none; } }
* { box-sizing: border-box; }
:root { color-scheme: light; }
body {
  max-width: 1240px; margin: 0 auto; padding: 32px 28px 64px; background: #fff; color: #111;
  font: 14px/1.45 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
}
h1 { margin: 0; font-size: 27px; line-height: 1.2; font-weight: 640; overflow-wrap: anywhere; }
h2 { margin: 40px 0 10px; padding-bottom: 5px; border-bottom: 2px solid #111; font-size: 19px; font-weight: 640; }
h3 { margin: 22px 0 6px; font-size: 14px; font-weight: 640; overflow-wrap: anywhere; }
.about { margin: 10px 0 0; color: #444; }
.about p { margin: 0; }
nav { margin: 18px 0 0; }
nav a { margin-right: 14px; color: #111; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(270px, 1fr)); gap: 0 32px; margin: 0; }
.facts div { display: flex; justify-content: space-between; gap: 14px; padding: 4px 0; border-bottom: 1px solid #d4d4d4; }
.facts dt { flex: none; color: #444; }
.facts dd { min-width: 0; margin: 0; text-align: end; font-weight: 550; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-size: 12.5px; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 12px 4px 0; border-bottom: 1px solid #d4d4d4; text-align: start; vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-bottom: 1.5px solid #111; vertical-align: bottom; font-weight: 640; }
td { min-width: 3em; max-width: 26em; overflow-wrap: anywhere; white-space: pre-line; }
td:first-child { min-width: 8em; font-weight: 550; }
.s { white-space: nowrap; }
.n { padding-right: 20px; text-align: end; white-space: nowrap; }
thead .n { white-space: normal; }
.narrow { display: inline-block; min-width: 250px; margin-right: 44px; vertical-align: top; }
.none { color: #666; }
.note { margin: 10px 0; padding: 8px 12px; border: 1.5px solid #111; border-left-width: 6px; white-space: pre-line; overflow-wrap: anywhere; }
p { max-width: 92ch; margin: 8px 0; }
figure { margin: 14px 0; }
figcaption { font-weight: 640; }
.patterns { position: absolute; }
.chart { display: block; width: 100%; max-width: 900px; margin-top: 6px; overflow: visible; }
.chart text { fill: #222; font-size: 11px; }
.chart .tick { fill: #555; }
.grid { stroke: #dcdcdc; stroke-width: 1; }
.limit { stroke: #111; stroke-width: 1.5; stroke-dasharray: 2 3; }
.line { fill: none; stroke: #111; stroke-width: 1.8; stroke-linejoin: round; }
.line[data-mark="hatched"] { stroke: #666; stroke-width: 1.2; stroke-dasharray: 6 3; }
.line[data-mark="dotted"] { stroke: #111; stroke-dasharray: 1.5 3; stroke-linecap: round; }
.line[data-mark="empty"] { stroke: #999; stroke-width: 3; }
.dot { fill: #111; }
.bar { fill: #3d5a73; stroke: #222; stroke-width: 0.8; }
.bar[data-mark="hatched"] { fill: url(#fill-hatched); }
.bar[data-mark="dotted"] { fill: url(#fill-dotted); }
.bar[data-mark="empty"] { fill: #fff; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 6px 0 0; padding: 0; list-style: none; font-size: 12.5px; }
.sample { width: 26px; height: 12px; margin-right: 6px; vertical-align: -1px; }
details { margin: 6px 0 0; }
summary { color: #444; cursor: pointer; }
pre { margin: 0; padding: 6px 0; border: 1px solid #bbb; font: 12px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
pre code { display: block; padding: 0 10px 0 26px; text-indent: -16px; font: inherit; }
pre .minus { background: #ececec; }
pre .plus { font-weight: 700; }
@media print {
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  h1 { font-size: 19pt; }
  h2 { margin-top: 22pt; font-size: 13pt; break-after: avoid; }
  h3, figcaption, thead { break-after: avoid; }
  table { font-size: 8pt; }
  th, td { padding: 2.5pt 8pt 2.5pt 0; }
  .n { padding-right: 14pt; }
  thead { display: table-header-group; }
  tr, figure, .narrow, .note, .facts div { break-inside: avoid; }
  .chart { max-width: 190mm; }
  nav, details { display: none; }
  a { text-decoration: none; }
}
`;
}
