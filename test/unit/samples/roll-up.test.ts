import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelFor } from '../../../src/main/core/samples/levels.ts';
import { makePoints } from '../../../src/main/core/samples/make-points.ts';
import { mergeRollUps, rollUp, type Sample } from '../../../src/main/core/samples/roll-up.ts';
import { noTraffic } from '../../../src/shared/samples/series.ts';

const number = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: null });
const sample: fc.Arbitrary<Sample> = fc.record({
  at: fc.integer({ min: 0, max: 1e9 }),
  cpu: number,
  dom0: number,
  memoryMiB: number,
  netIn: number,
  netOut: number,
  diskRead: number,
  diskWrite: number,
});
const samples = fc.array(sample, { minLength: 1, maxLength: 60 });
const day = 86_400_000;

describe('rolling samples up', () => {
  it('keeps min ≤ mean ≤ max, and a p95 that was measured with 95 of 100 no higher', () => {
    fc.assert(
      fc.property(samples, (all) => {
        const values = all.flatMap(({ cpu }) => cpu ?? []);
        const sum = rollUp(all);
        expect(sum?.samples).toBe(all.length);
        const cpu = sum?.cpu ?? null;
        expect(cpu === null).toBe(values.length === 0);
        if (cpu === null) return;
        expect([cpu.min, cpu.max]).toEqual([Math.min(...values), Math.max(...values)]);
        expect(cpu.mean).toBeGreaterThanOrEqual(cpu.min);
        expect(cpu.mean).toBeLessThanOrEqual(cpu.max);
        expect(values).toContain(cpu.p95);
        const notHigher = values.filter((value) => value <= cpu.p95).length;
        expect(notHigher).toBeGreaterThanOrEqual(values.length * 0.95);
        const lower = values.filter((value) => value < cpu.p95).length;
        expect(lower).toBeLessThan(values.length * 0.95);
      }),
    );
  });

  it('merges parts into what all of their samples give, the p95 never too low', () => {
    const full = samples.map((all) => all.map((each) => ({ ...each, cpu: each.cpu ?? 1 })));
    fc.assert(
      fc.property(full, full, (a, b) => {
        const merged = mergeRollUps([a, b].flatMap((part) => rollUp(part) ?? []))?.cpu;
        const whole = rollUp([...a, ...b])?.cpu;
        expect(merged?.min).toBe(whole?.min);
        expect(merged?.max).toBe(whole?.max);
        expect(merged?.mean).toBeCloseTo(whole?.mean ?? Number.NaN, 4);
        expect(merged?.p95).toBeGreaterThanOrEqual(whole?.p95 ?? Number.NaN);
      }),
    );
  });

  it('makes nothing of nothing', () => {
    expect(rollUp([])).toBeNull();
    expect(mergeRollUps([])).toBeNull();
  });
});

describe('the points of a graph', () => {
  it('are never more than asked for, evenly spaced, and hold every sample of the range once', () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 1e12 }), fc.integer({ min: 1, max: 1e11 }))
      .map(([from, length]) => ({ from, to: from + length }));
    fc.assert(
      fc.property(
        range,
        fc.integer({ min: 2, max: 2000 }),
        fc.constantFrom(1000, 23_000, 300_000, 3_600_000, day),
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 20 }),
        ({ from, to }, points, stepMs, places) => {
          const parts = places.sort().flatMap((place) => {
            const at = from + Math.floor((to - from) * place);
            const sum = rollUp([{ at, cpu: 1, dom0: null, memoryMiB: 2, ...noTraffic }]);
            return sum ? [{ at, ...sum }] : [];
          });
          const made = makePoints(parts, stepMs, { from, to, points });
          expect(made.points.length).toBeLessThanOrEqual(points);
          const times = made.points.map(({ at }) => at);
          for (const [index, at] of times.entries()) {
            expect(at).toBe((times[0] ?? 0) + index * made.stepMs);
          }
          const kept = made.points.reduce((sum, point) => sum + point.samples, 0);
          expect(kept).toBe(parts.length);
          for (const point of made.points) expect(point.cpu.mean).toBe(point.samples ? 1 : null);
        },
      ),
    );
  });

  it('come from the coarsest level that is fine enough and still kept', () => {
    const now = 1000 * day;
    const table = (back: number, length: number) =>
      levelFor({ from: now - back, to: now - back + length, points: 500, now }).table;
    expect(table(3_600_000, 3_600_000)).toBe('samples');
    expect(table(7 * day, 7 * day)).toBe('five_minutes');
    expect(table(365 * day, 365 * day)).toBe('hours');
    expect(table(900 * day, 900 * day)).toBe('days');
    // An hour of last year: its single samples are gone.
    expect(table(365 * day, 3_600_000)).toBe('hours');
  });
});
