import type { SampleSeries, SeriesPoint } from '../../../shared/samples/series.ts';
import { emptyRollUp, mergeRollUps, type RollUp } from './roll-up.ts';

const nothing = { min: null, mean: null, max: null, p95: null };

/**
 * Parts in order of time → evenly spaced points over the range, at most `points` of them. A
 * stretch without parts is a gap: a point with no samples, never a zero.
 * @param stepMs How long a part is at least; points are never closer than that.
 */
export function makePoints(
  parts: readonly (RollUp & { at: number })[],
  stepMs: number,
  range: { from: number; to: number; points: number },
): Pick<SampleSeries, 'stepMs' | 'points'> {
  // One point is spared, as the first stretch may begin before the range.
  const step = Math.max(
    Math.ceil((range.to - range.from) / Math.max(range.points - 1, 1) / stepMs) * stepMs,
    stepMs,
  );
  const first = Math.floor(range.from / step) * step;
  const count = Math.ceil((range.to - first) / step);
  const bySlot = Map.groupBy(parts, ({ at }) => Math.floor((at - first) / step));
  const points = Array.from({ length: count }, (_, index): SeriesPoint => {
    const sum = mergeRollUps(bySlot.get(index) ?? []) ?? emptyRollUp;
    return {
      at: first + index * step,
      samples: sum.samples,
      cpu: sum.cpu ?? nothing,
      dom0: sum.dom0 ?? nothing,
      memoryMiB: sum.memoryMiB ?? nothing,
      netIn: sum.netIn ?? nothing,
      netOut: sum.netOut ?? nothing,
      diskRead: sum.diskRead ?? nothing,
      diskWrite: sum.diskWrite ?? nothing,
    };
  });
  return { stepMs: step, points };
}
