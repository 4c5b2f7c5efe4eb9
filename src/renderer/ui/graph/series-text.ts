import type { SampleNumber, SampleSeries, SeriesPoint } from '../../../shared/samples/series.ts';

/** Mean and highest of a number over all points, every sample counting once; null without any. */
export function summary(
  points: readonly SeriesPoint[],
  of: SampleNumber,
): { mean: number; max: number } | null {
  let [sum, samples, max] = [0, 0, 0];
  for (const point of points) {
    const spread = point[of];
    if (spread.mean === null || spread.max === null) continue;
    sum += spread.mean * point.samples;
    samples += point.samples;
    max = Math.max(max, spread.max);
  }
  return samples > 0 ? { mean: sum / samples, max } : null;
}

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** Why a graph is empty, and since or from when there is something to see. */
export function emptyText({ since }: Pick<SampleSeries, 'since'>): string {
  return since === null
    ? 'No samples yet. They begin when it runs and its host is connected; the first is here within a minute.'
    : `No samples in this range. The first was taken on ${moment.format(since)}.`;
}
