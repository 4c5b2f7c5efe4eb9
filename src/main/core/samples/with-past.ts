import { ok } from '../../../shared/result.ts';
import type { SeriesPoint } from '../../../shared/samples/series.ts';
import { day, slotOf } from './levels.ts';
import { makePoints } from './make-points.ts';
import { rollUp, type Sample } from './roll-up.ts';
import type { SampleStore } from './sample-store.ts';

/** What a site that is made up used before it was opened. Times in ms since the epoch. */
export interface SamplePast {
  readonly since: number;
  /** From here on there are samples that were taken. */
  readonly until: number;
  /** Whose past is known. */
  readonly keys: readonly string[];
  /** Null: nothing is known of it. */
  sampleAt(key: string, at: number): Sample | null;
}

/** A stretch is looked at so often at most: it is to be drawn, not measured. */
const mostLooks = 4;
const lookMs = 15_000;
const looksPerDay = 48;

/**
 * Samples with such a past before them: worked out where somebody looks, as weeks of it would take
 * seconds to write. It is not in copies.
 */
export function withPast(store: SampleStore, past: SamplePast): SampleStore {
  const days = new Map<string, { at: number; p95: number }[]>();

  function looks(key: string, from: number, to: number, count: number): Sample[] {
    const apart = (to - from) / count;
    return Array.from({ length: count }, (_, at) => from + apart * (at + 0.5)).flatMap(
      (at) => past.sampleAt(key, at) ?? [],
    );
  }

  /** Days of which all has passed. */
  function daysOf(key: string): { at: number; p95: number }[] {
    const known = days.get(key);
    if (known) return known;
    const made: { at: number; p95: number }[] = [];
    for (let at = slotOf(past.since, day) + day; at + day <= past.until; at += day) {
      const p95 = rollUp(looks(key, at, at + day, looksPerDay))?.cpu?.p95;
      if (p95 !== undefined) made.push({ at, p95 });
    }
    days.set(key, made);
    return made;
  }

  function pointOf(key: string, { at }: SeriesPoint, stepMs: number): SeriesPoint | null {
    const [from, to] = [Math.max(at, past.since), Math.min(at + stepMs, past.until)];
    if (from >= to) return null;
    const count = Math.min(Math.max(Math.round(stepMs / lookMs), 1), mostLooks);
    const sum = rollUp(looks(key, from, to, count));
    if (sum === null) return null;
    const [point] = makePoints([{ at, ...sum }], stepMs, {
      from: at,
      to: at + 1,
      points: 2,
    }).points;
    return point ?? null;
  }

  return {
    ...store,
    series(key, range) {
      const taken = store.series(key, range);
      if (!taken.ok || past.sampleAt(key, past.until) === null) return taken;
      const { stepMs, points } = taken.value;
      return ok({
        stepMs,
        since: past.since,
        points: points.map((point) =>
          point.samples > 0 ? point : (pointOf(key, point, stepMs) ?? point),
        ),
      });
    },
    dailyPeaks(from) {
      const taken = store.dailyPeaks(from);
      if (!taken.ok) return taken;
      const first = slotOf(from, day);
      const peaks = new Map(taken.value);
      for (const key of past.keys) {
        const before = daysOf(key).flatMap(({ at, p95 }) => (at >= first ? [p95] : []));
        peaks.set(key, [...before, ...(taken.value.get(key) ?? [])]);
      }
      return ok(peaks);
    },
  };
}
