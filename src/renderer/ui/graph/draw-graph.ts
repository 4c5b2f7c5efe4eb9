import uPlot from 'uplot';
import type { SeriesPoint } from '../../../shared/samples/series.ts';
import type { GraphKind } from './graph-kinds.ts';
import { axisTime } from './graph-range.ts';

/** Steps of bytes that read as round. */
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
    kind: GraphKind;
    points: readonly SeriesPoint[];
    range: { from: number; to: number };
    onZoom: (range: { from: number; to: number }) => void;
  },
): () => void {
  const { kind, points, range, onZoom } = options;
  const text = colour(element, '--text-3');
  const line = colour(element, '--line');
  const time = axisTime(range.to - range.from);
  const lines = kind.lines.filter(({ of }) => points.some((point) => point[of].mean !== null));
  const { height, format } = kind;
  const grid = { stroke: line, width: 1 };
  const axis = { stroke: text, grid, ticks: { ...grid, size: 4 }, font: '11px Inter Variable' };
  const plot = new uPlot(
    {
      width: element.clientWidth,
      height,
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false, setScale: false } },
      scales: {
        x: { min: range.from / 1000, max: range.to / 1000 },
        y: { range: (_, __, max) => [0, Math.max(max * 1.1, kind.least)] },
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
          values: (_, at) => at.map(format),
          // Of one width, so that all graphs' times stand below one another.
          size: 66,
          space: 22,
          ...(kind.isBinary ? { incrs: powersOfTwo } : {}),
        },
      ],
      series: [
        {},
        ...lines.flatMap(({ colour: name, highest }) => {
          const stroke = colour(element, name);
          const mean = { stroke, width: 1.5, fill: fade(stroke), points: lonePoints(stroke) };
          return highest ? [{ stroke, width: 1, dash: [2, 3] }, mean] : [mean];
        }),
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
      ...lines.flatMap(({ of, highest }) => {
        const mean = points.map((point) => point[of].mean);
        return highest ? [points.map((point) => point[of].max), mean] : [mean];
      }),
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
