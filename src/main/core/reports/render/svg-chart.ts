import {
  layoutChart,
  type SeriesMark,
  type Shape,
} from '../../../../shared/reports/chart-layout.ts';
import type { Chart } from '../../../../shared/reports/report.ts';
import { html } from './html-text.ts';

/** Patterns that the charts of a page are filled with; once in each document, before the first. */
export const chartPatterns = `<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>
<pattern id="fill-hatched" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" fill="#fff"/><rect width="2" height="5" fill="#222"/></pattern>
<pattern id="fill-dotted" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="#fff"/><circle cx="2.5" cy="2.5" r="1" fill="#222"/></pattern>
</defs></svg>`;

/** A chart as inline SVG, told apart by patterns and dashes, with its legend in words. */
export function svgChart(chart: Chart, timeZone: string): string {
  const { width, height, shapes, legend } = layoutChart(chart, timeZone);
  const isLines = chart.axis.type === 'time';
  const key = legend
    .map(({ label, mark }) => `<li>${sample(mark, isLines)}<bdi>${html(label)}</bdi></li>`)
    .join('');
  return (
    `<figure><figcaption>${html(chart.title)}</figcaption>` +
    `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${html(chart.title)}">` +
    `${shapes.map(shapeSvg).join('')}</svg><ul class="legend">${key}</ul></figure>`
  );
}

function shapeSvg(shape: Shape): string {
  switch (shape.kind) {
    case 'rule':
      return `<line class="${shape.role}" x1="${shape.x1}" y1="${shape.y1}" x2="${shape.x2}" y2="${shape.y2}"/>`;
    case 'path':
      return `<path class="line" data-mark="${shape.mark}" d="${shape.d}"/>`;
    case 'dot':
      return `<circle class="dot" cx="${shape.x}" cy="${shape.y}" r="2"/>`;
    case 'bar':
      return `<rect class="bar" data-mark="${shape.mark}" x="${shape.x}" y="${shape.y}" width="${shape.width}" height="${shape.height}"><title>${html(shape.title)}</title></rect>`;
    case 'text':
      return `<text class="${shape.role}" x="${shape.x}" y="${shape.y}" text-anchor="${shape.anchor}">${html(shape.text)}</text>`;
  }
}

function sample(mark: SeriesMark, isLine: boolean): string {
  const shape = isLine
    ? `<path class="line" data-mark="${mark}" d="M0 6H26"/>`
    : `<rect class="bar" data-mark="${mark}" x="1" y="1" width="24" height="10"/>`;
  return `<svg class="sample" viewBox="0 0 26 12" aria-hidden="true">${shape}</svg>`;
}
