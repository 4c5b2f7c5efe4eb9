import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../src/main/core/samples/roll-up.ts';
import { openSampleStore } from '../../../src/main/core/samples/sample-store.ts';
import { type SamplePast, withPast } from '../../../src/main/core/samples/with-past.ts';
import { noTraffic, type SeriesPoint } from '../../../src/shared/samples/series.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** Noon of a day, UTC. */
const until = Date.UTC(2026, 10, 30, 12);
const sample = (at: number, cpu: number): Sample => ({
  at,
  cpu,
  dom0: null,
  memoryMiB: 512,
  ...noTraffic,
  diskRead: cpu * 1000,
});

/** One VM that used 1 pCPU by night and 3 by day, for three days. */
const past: SamplePast = {
  since: until - 3 * day,
  until,
  keys: ['vm a'],
  sampleAt: (key, at) =>
    key === 'vm a' ? sample(at, new Date(at).getUTCHours() < 6 ? 1 : 3) : null,
};

function open() {
  const opened = openSampleStore(':memory:', () => until + hour);
  if (!opened.ok) throw new Error(opened.error.message);
  return withPast(opened.value, past);
}

function series(store: ReturnType<typeof open>, from: number, to: number, points = 25) {
  const answer = store.series('vm a', { from, to, points });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

describe('samples with a past that is made up', () => {
  it('fill the time before the first one that was taken', () => {
    const store = open();
    const { points, since } = series(store, until - day, until);
    expect(since).toBe(past.since);
    expect(points.every(({ samples }) => samples > 0)).toBe(true);
    const at = (hours: number): SeriesPoint | undefined =>
      points.find((point) => new Date(point.at).getUTCHours() === hours);
    expect(at(3)?.cpu).toEqual({ min: 1, mean: 1, max: 1, p95: 1 });
    expect(at(9)?.cpu.mean).toBe(3);
    expect(at(9)?.memoryMiB.mean).toBe(512);
    expect(at(9)?.diskRead.mean).toBe(3000);
    expect(at(9)?.netIn.mean).toBeNull();
  });

  it('leave a gap before that past, and after it where nothing was taken', () => {
    const store = open();
    const { points } = series(store, until - 5 * day, until + hour, 200);
    for (const { at, samples } of points) {
      if (at + hour <= past.since || at >= until) expect(samples).toBe(0);
      if (at >= past.since && at + hour <= until) expect(samples).toBeGreaterThan(0);
    }
  });

  it('show what was taken as it was taken', () => {
    const store = open();
    for (let at = until; at < until + hour; at += 15_000) {
      store.record([{ key: 'vm a', sample: sample(at, 7) }]);
    }
    const { points } = series(store, until - hour, until + hour, 100);
    const later = points.filter(({ at }) => at >= until && at < until + hour - 300_000);
    expect(later.length).toBeGreaterThan(10);
    expect(new Set(later.map(({ cpu }) => cpu.mean))).toEqual(new Set([7]));
    expect(points.find(({ at }) => at >= until - hour)?.cpu.mean).toBe(3);
  });

  it('tell the peak of each day that has wholly passed, and of nobody unknown', () => {
    const peaks = open().dailyPeaks(until - 2 * day);
    expect(peaks).toEqual({ ok: true, value: new Map([['vm a', [3, 3]]]) });
    const unknown = open().series('vm b', { from: until - day, to: until, points: 5 });
    expect(unknown).toMatchObject({ ok: true, value: { since: null } });
  });
});
