import type { Chart, Column, Value } from '../../../../shared/reports/report.ts';
import {
  type SampleSeries,
  type SeriesPoint,
  trafficNumbers,
} from '../../../../shared/samples/series.ts';
import { column, mebibytes, perSecond, rounded } from '../values.ts';

/** Many points as one number each; `p95`: that of the busiest point. Null: nothing was measured. */
export type Figures = { min: number; mean: number; max: number; p95: number } | null;

/** Points over a chart on paper: more than these run into one another. */
export const chartPoints = 120;

export function figuresOf(
  { points }: SampleSeries,
  pick: (point: SeriesPoint) => SeriesPoint['cpu'],
): Figures {
  let found: Figures = null;
  let weight = 0;
  for (const point of points) {
    const { min, mean, max, p95 } = pick(point);
    if (min === null || mean === null || max === null || p95 === null) continue;
    weight += point.samples;
    found =
      found === null
        ? { min, mean, max, p95 }
        : {
            min: Math.min(found.min, min),
            max: Math.max(found.max, max),
            p95: Math.max(found.p95, p95),
            mean: found.mean + ((mean - found.mean) * point.samples) / weight,
          };
  }
  return found;
}

export const measured = ({ points }: SampleSeries): boolean =>
  points.some((one) => one.samples > 0);

/** What the p95 of these figures means, in a sentence. */
export function p95Text({ stepMs }: SampleSeries): string {
  const stretch = stretches.find(({ atLeastMs }) => stepMs >= atLeastMs);
  return stretch
    ? `p95: in the busiest ${stretch.name} of the period, 95 of 100 samples were no higher.`
    : 'p95: too little was measured for one; it is the highest value.';
}

/** What the store rolls samples up to: points of it are made of whole ones. */
const stretches = [
  { name: 'day', atLeastMs: 86_400_000 },
  { name: 'hour', atLeastMs: 3_600_000 },
  { name: 'five minutes', atLeastMs: 300_000 },
] as const;

function timeAxis({ points }: SampleSeries): Chart['axis'] {
  return { type: 'time', values: points.map(({ at }) => at) };
}

/** @param pcpus All CPUs there are, as the line that the load is measured against. */
export function cpuChart(series: SampleSeries, pcpus: number | null): Chart {
  const values = (pick: (point: SeriesPoint) => number | null) =>
    series.points.map((point) => rounded(pick(point)));
  return {
    kind: 'chart',
    form: 'lines',
    title: 'CPU in use',
    axis: timeAxis(series),
    value: { type: 'number', unit: 'CPUs' },
    series: [
      { label: 'mean', values: values(({ cpu }) => cpu.mean) },
      { label: 'highest', values: values(({ cpu }) => cpu.max) },
      { label: 'dom0, mean', values: values(({ dom0 }) => dom0.mean) },
    ],
    limit: pcpus === null ? null : { label: 'all CPUs', value: pcpus },
  };
}

export function memoryChart(series: SampleSeries, memoryMiB: number | null): Chart {
  const values = (pick: (point: SeriesPoint) => number | null) =>
    series.points.map((point) => mebibytes(pick(point)));
  const limit = mebibytes(memoryMiB);
  return {
    kind: 'chart',
    form: 'lines',
    title: 'Memory in use',
    axis: timeAxis(series),
    value: { type: 'bytes' },
    series: [
      { label: 'mean', values: values(({ memoryMiB: memory }) => memory.mean) },
      { label: 'highest', values: values(({ memoryMiB: memory }) => memory.max) },
    ],
    limit: limit === null ? null : { label: 'all memory', value: limit },
  };
}

type TrafficNumber = (typeof trafficNumbers)[number];
const trafficNames: Readonly<Record<TrafficNumber, string>> = {
  netIn: 'Network in',
  netOut: 'Network out',
  diskRead: 'Disk read',
  diskWrite: 'Disk written',
};

function rateChart(
  series: SampleSeries,
  title: string,
  lines: readonly (readonly [label: string, of: TrafficNumber])[],
): Chart {
  return {
    kind: 'chart',
    form: 'lines',
    title,
    axis: timeAxis(series),
    value: { type: 'rate' },
    series: lines.map(([label, of]) => ({
      label,
      values: series.points.map((point) => perSecond(point[of].mean)),
    })),
    limit: null,
  };
}

/** What network and disks carried: each chart only where anything of it is known. */
export function trafficCharts(series: SampleSeries): Chart[] {
  const knows = (of: TrafficNumber) => series.points.some((point) => point[of].mean !== null);
  return [
    ...(knows('netIn')
      ? [
          rateChart(series, 'Network', [
            ['in, mean', 'netIn'],
            ['out, mean', 'netOut'],
          ]),
        ]
      : []),
    ...(knows('diskRead')
      ? [
          rateChart(series, 'Disks', [
            ['read, mean', 'diskRead'],
            ['written, mean', 'diskWrite'],
          ]),
        ]
      : []),
  ];
}

/** Mean and p95 of each, for a table; null where it is not known. */
export const trafficColumns: readonly Column[] = trafficNumbers.flatMap((of) => [
  column(`${trafficNames[of]}, mean`, 'rate'),
  column(`${trafficNames[of]}, p95`, 'rate'),
]);

export function trafficValues(series: SampleSeries): Value[] {
  return trafficNumbers.flatMap((of) => {
    const figures = figuresOf(series, (point) => point[of]);
    return [perSecond(figures?.mean ?? null), perSecond(figures?.p95 ?? null)];
  });
}

/** What a dash in such a table means. */
export const trafficNote =
  'Network and disks: a dash stands for what the host does not count, as disks that qemu serves. ' +
  'What a host carries is that of its own network cards and disks.';
