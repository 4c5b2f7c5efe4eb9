import { cellText } from './cell-text.ts';
import type { Chart } from './report.ts';

/** How a series is told from the others without its colour: a dash, or a pattern to fill with. */
export const seriesMarks = ['solid', 'hatched', 'dotted', 'empty'] as const;
export type SeriesMark = (typeof seriesMarks)[number];

export type Shape =
  | { kind: 'rule'; x1: number; y1: number; x2: number; y2: number; role: 'grid' | 'limit' }
  | { kind: 'path'; d: string; series: number; mark: SeriesMark }
  | {
      kind: 'bar';
      x: number;
      y: number;
      width: number;
      height: number;
      series: number;
      mark: SeriesMark;
      title: string;
    }
  | { kind: 'dot'; x: number; y: number; series: number; mark: SeriesMark }
  | {
      kind: 'text';
      x: number;
      y: number;
      text: string;
      anchor: 'start' | 'middle' | 'end';
      role: 'tick' | 'name';
    };

/** A chart as shapes in a box of `width` by `height`, for whatever draws it. */
export interface ChartLayout {
  width: number;
  height: number;
  shapes: Shape[];
  legend: { label: string; series: number; mark: SeriesMark }[];
}

const width = 720;
const markOf = (series: number): SeriesMark => seriesMarks[series % seriesMarks.length] ?? 'solid';

/** @param timeZone In which the times of the axis are written. */
export function layoutChart(chart: Chart, timeZone: string): ChartLayout {
  const { shapes, height } =
    chart.axis.type === 'time' ? lines(chart, timeZone) : bars(chart, timeZone);
  const legend = chart.series.map(({ label }, series) => ({ label, series, mark: markOf(series) }));
  return { width, height, shapes, legend };
}

/** About `count` round numbers from 0 to at least `most`; the last one is the end of the axis. */
export function ticksTo(most: number, count: number, base: 10 | 2): number[] {
  if (!(most > 1e-9)) return [0, 1];
  const rough = most / count;
  const power = base ** Math.floor(Math.log(rough) / Math.log(base));
  const step =
    power *
    (base === 2 ? (power >= rough ? 1 : 2) : ([1, 2, 5, 10].find((n) => n * power >= rough) ?? 10));
  const ticks = [0];
  for (let n = 1; (ticks.at(-1) ?? 0) < most; n++) ticks.push(n * step);
  return ticks;
}

function ticksOf({ series, limit, value, form }: Chart, count: number): number[] {
  const places = Math.max(0, ...series.map(({ values }) => values.length));
  let most = limit?.value ?? 0;
  for (let at = 0; at < places; at++) {
    const here = series.map(({ values }) => values[at] ?? 0);
    most = Math.max(
      most,
      form === 'stacked' ? here.reduce((sum, one) => sum + one, 0) : Math.max(...here),
    );
  }
  return ticksTo(most, count, value.type === 'bytes' || value.type === 'rate' ? 2 : 10);
}

function lines(chart: Chart, timeZone: string): { shapes: Shape[]; height: number } {
  const [left, right, top, bottom, height] = [72, 12, 10, 22, 220];
  const times = chart.axis.type === 'time' ? chart.axis.values : [];
  const ticks = ticksOf(chart, 5);
  const end = ticks.at(-1) ?? 1;
  const [first = 0, last = 1] = [times[0], times.at(-1)];
  const xOf = (at: number) =>
    round(left + ((at - first) / Math.max(last - first, 1)) * (width - left - right));
  const yOf = (value: number) => round(height - bottom - (value / end) * (height - top - bottom));
  const shapes: Shape[] = [];
  for (const tick of ticks) {
    const y = yOf(tick);
    shapes.push({ kind: 'rule', x1: left, y1: y, x2: width - right, y2: y, role: 'grid' });
    const text = cellText(tick, chart.value, timeZone);
    shapes.push({ kind: 'text', x: left - 8, y: y + 4, text, anchor: 'end', role: 'tick' });
  }
  if (chart.limit) {
    const y = yOf(chart.limit.value);
    shapes.push({ kind: 'rule', x1: left, y1: y, x2: width - right, y2: y, role: 'limit' });
    const text = `${chart.limit.label}: ${cellText(chart.limit.value, chart.value, timeZone)}`;
    shapes.push({ kind: 'text', x: width - right, y: y - 4, text, anchor: 'end', role: 'name' });
  }
  const labels = last > first ? 5 : 1;
  for (let n = 0; n < labels; n++) {
    const at = first + ((last - first) * n) / Math.max(labels - 1, 1);
    const anchor = n === 0 ? 'start' : n === labels - 1 ? 'end' : 'middle';
    const text = cellText(at, { type: 'time' }, timeZone).slice(0, -3);
    shapes.push({ kind: 'text', x: xOf(at), y: height - 6, text, anchor, role: 'tick' });
  }
  chart.series.forEach(({ values }, series) => {
    const mark = markOf(series);
    const { d, lone } = linePath(values, (at) => xOf(times[at] ?? first), yOf);
    if (d !== '') shapes.push({ kind: 'path', d, series, mark });
    for (const { x, y } of lone) shapes.push({ kind: 'dot', x, y, series, mark });
  });
  return { shapes, height };
}

/** A line through what is known, broken at gaps; a value between two gaps is a dot. */
function linePath(
  values: readonly (number | null)[],
  xOf: (at: number) => number,
  yOf: (value: number) => number,
): { d: string; lone: { x: number; y: number }[] } {
  const lone: { x: number; y: number }[] = [];
  let d = '';
  values.forEach((value, at) => {
    if (value === null) return;
    const [x, y] = [xOf(at), yOf(value)];
    const [before, after] = [values[at - 1] ?? null, values[at + 1] ?? null];
    if (before === null && after === null) lone.push({ x, y });
    else d += `${before === null ? 'M' : 'L'}${x} ${y}`;
  });
  return { d, lone };
}

function bars(chart: Chart, timeZone: string): { shapes: Shape[]; height: number } {
  const names = chart.axis.type === 'text' ? chart.axis.values : [];
  const [left, right, top, bottom] = [168, 24, 4, 24];
  const stacked = chart.form === 'stacked';
  const thick = stacked ? 12 : 10;
  const row = (stacked ? thick : thick * chart.series.length) + 8;
  const height = top + names.length * row + bottom;
  const ticks = ticksOf(chart, 6);
  const end = ticks.at(-1) ?? 1;
  const xOf = (value: number) => round(left + (value / end) * (width - left - right));
  const shapes: Shape[] = [];
  for (const tick of ticks) {
    const x = xOf(tick);
    shapes.push({ kind: 'rule', x1: x, y1: top, x2: x, y2: height - bottom, role: 'grid' });
    const text = cellText(tick, chart.value, timeZone);
    shapes.push({ kind: 'text', x, y: height - 8, text, anchor: 'middle', role: 'tick' });
  }
  names.forEach((name, at) => {
    const y = top + at * row + 4;
    const middle = y + (row - 8) / 2 + 4;
    shapes.push({
      kind: 'text',
      x: left - 8,
      y: middle,
      text: shortName(name),
      anchor: 'end',
      role: 'name',
    });
    let from = 0;
    chart.series.forEach(({ label, values }, series) => {
      const value = values[at] ?? null;
      if (value === null) return;
      const x = xOf(stacked ? from : 0);
      const barTop = stacked ? y : y + series * thick;
      const title = `${name}, ${label}: ${cellText(value, chart.value, timeZone)}`;
      const size = { x, y: barTop, width: round(xOf(from + value) - x), height: thick };
      if (size.width > 0)
        shapes.push({ kind: 'bar', ...size, series, mark: markOf(series), title });
      if (stacked) from += value;
    });
  });
  if (chart.limit) {
    const x = xOf(chart.limit.value);
    shapes.push({ kind: 'rule', x1: x, y1: top, x2: x, y2: height - bottom, role: 'limit' });
  }
  return { shapes, height };
}

/** As much of a name as has room beside a bar; the table below has all of it. */
function shortName(name: string): string {
  const signs = [...name.replace(/\s+/g, ' ')];
  return signs.length <= 24 ? signs.join('') : `${signs.slice(0, 23).join('')}…`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
