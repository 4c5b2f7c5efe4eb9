import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cpuSecondsBetween,
  loadAt,
  loadCurve,
  peakOverMean,
} from '../../../src/main/demo/model/load-curve.ts';
import { runs } from '../../support/properties.ts';

const instant = fc.double({ min: 1.6e9, max: 2e9, noNaN: true });
const curve = fc
  .tuple(fc.nat(), fc.string(), fc.double({ min: 0.01, max: 8, noNaN: true }))
  .map(([seed, label, mean]) => loadCurve(seed, label, mean));

describe('a demo guest’s load', () => {
  it('is never negative and never more than its peak', () => {
    fc.assert(
      fc.property(curve, instant, (load, at) => {
        const demand = loadAt(load, at);
        expect(demand).toBeGreaterThan(0);
        expect(demand).toBeLessThan(load.mean * peakOverMean);
      }),
    );
  });

  it('adds up to its CPU seconds, which never run backwards', () => {
    fc.assert(
      fc.property(
        curve,
        instant,
        fc.double({ min: 0, max: 600, noNaN: true }),
        (load, at, span) => {
          const seconds = cpuSecondsBetween(load, at, at + span);
          expect(seconds).toBeGreaterThanOrEqual(0);
          const steps = 2000;
          const width = span / steps;
          let sum = 0;
          for (let step = 0; step < steps; step++) sum += loadAt(load, at + (step + 0.5) * width);
          expect(seconds).toBeCloseTo(sum * width, 2);
        },
      ),
      { numRuns: runs(30) },
    );
  });

  it('is its mean over many days', () => {
    const load = loadCurve(7, 'web-01', 1.5);
    const days = 200 * 86_400;
    const mean = cpuSecondsBetween(load, 1.75e9, 1.75e9 + days) / days;
    expect(mean).toBeCloseTo(1.5, 2);
  });

  it('follows the day', () => {
    const load = { ...loadCurve(7, 'web-01', 1), waves: [], peakSecond: 12 * 3600 };
    const calm = { ...load, burst: { ...load.burst, share: 0 } };
    expect(loadAt(calm, 12 * 3600)).toBeGreaterThan(loadAt(calm, 0) + 0.1);
  });
});
