import uPlot from 'uplot';
import type { SeriesPoint } from '../../../shared/samples/series.ts';
import { formatCpus } from '../format/cpus.ts';
import { formatMemory } from '../format/memory.ts';
import { axisTime } from './graph-range.ts';

/** What is drawn: CPU with dom0 as its own consumer below, or memory. */
export type GraphOf = 'cpu' | 'memoryMiB';

/** Steps of memory that read as round. */
const powersOfTwo = Array.from({ length: 40 }, (_, power) => 2 ** power);

/** A colour of the theme as the canvas understands it, which knows no custom properties. */
function colour(element: HTMLElement, name: string): string {
  const before = element.style.color;
  element.style.color = `var(${name})`;
  const value = getComputedStyle(element).color;
  element.style.color = before;
  return value;
}

/** Draws into `element`; a drag over it calls `onZoom` with the stretch, in ms. Returns how to end it. */
export function drawGraph(
  element: HTMLElement,
  options: {
    of: GraphOf;
    points: readonly SeriesPoint[];
    range: { from: number; to: number };
    onZoom: (range: { from: number; to: number }) => void;
  },
): () => void {
  const { of, points, range, onZoom } = options;
  const main = colour(element, '--load-vms');
  const dom0 = colour(element, '--load-dom0');
  const text = colour(element, '--text-3');
  const line = colour(element, '--line');
  const time = axisTime(range.to - range.from);
  const hasDom0 = of === 'cpu' && points.some((point) => point.dom0.mean !== null);
  const height = of === 'cpu' ? 140 : 90;
  const grid = { stroke: line, width: 1 };
  const axis = { stroke: text, grid, ticks: { ...grid, size: 4 }, font: '11px Inter Variable' };
  const value = of === 'cpu' ? formatCpus : formatMemory;
  const plot = new uPlot(
    {
      width: element.clientWidth,
      height,
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false, setScale: false } },
      scales: {
        x: { min: range.from / 1000, max: range.to / 1000 },
        y: { range: (_, __, max) => [0, Math.max(max * 1.1, of === 'cpu' ? 0.1 : 1)] },
      },
      axes: [
        {
          ...axis,
          values: (_, at) => at.map((seconds) => time.format(seconds * 1000)),
          size: 26,
          space: 64,
        },
        {
          ...axis,
          values: (_, at) => at.map(value),
          // Of one width, so that the two graphs' times stand below one another.
          size: 58,
          space: 22,
          ...(of === 'memoryMiB' ? { incrs: powersOfTwo } : {}),
        },
      ],
      series: [
        {},
        { stroke: main, width: 1, dash: [2, 3] },
        { stroke: main, width: 1.5, fill: fade(main), points: lonePoints(main) },
        ...(hasDom0
          ? [{ stroke: dom0, width: 1.5, fill: fade(dom0), points: lonePoints(dom0) }]
          : []),
      ],
      hooks: {
        setSelect: [
          ({ select, posToVal }) => {
            if (select.width < 4) return;
            const at = (left: number) => posToVal(left, 'x') * 1000;
            onZoom({ from: at(select.left), to: at(select.left + select.width) });
          },
        ],
      },
    },
    [
      points.map(({ at }) => at / 1000),
      points.map((point) => point[of].max),
      points.map((point) => point[of].mean),
      ...(hasDom0 ? [points.map((point) => point.dom0.mean)] : []),
    ],
    element,
  );
  const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
  observer.observe(element);
  return () => {
    observer.disconnect();
    plot.destroy();
  };
}

/** A measurement between two gaps has no line to be seen by: it gets a dot. */
function lonePoints(fill: string): uPlot.Series.Points {
  return {
    show: false,
    size: 4,
    width: 0,
    fill,
    filter: ({ data }, series) => {
      const values = data[series] ?? [];
      const isLone = (index: number) =>
        values[index] != null && values[index - 1] == null && values[index + 1] == null;
      return [...values.keys()].filter(isLone);
    },
  };
}

function fade(rgb: string): string {
  return rgb.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.22)');
}
