import type { Chart, Column, Value } from './report.ts';

/** A chart's numbers as a table: a row for each place on its axis. */
export function chartTable({ axis, series, value }: Chart): { columns: Column[]; rows: Value[][] } {
  const places: readonly (string | number)[] = axis.values;
  return {
    columns: [
      { label: axis.type === 'time' ? 'Time' : 'Name', type: axis.type },
      ...series.map(({ label }) => ({ label, ...value })),
    ],
    rows: places.map((place, at) => [place, ...series.map(({ values }) => values[at] ?? null)]),
  };
}
