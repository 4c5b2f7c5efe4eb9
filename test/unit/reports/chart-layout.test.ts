import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutChart, ticksTo } from '../../../src/shared/reports/chart-layout.ts';
import type { Chart } from '../../../src/shared/reports/report.ts';

const value = fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }), { freq: 4 });

const chart: fc.Arbitrary<Chart> = fc
  .record({ places: fc.nat(30), series: fc.nat(5), overTime: fc.boolean(), stacked: fc.boolean() })
  .chain(({ places, series, overTime, stacked }) =>
    fc.record({
      kind: fc.constant('chart' as const),
      form: fc.constant(overTime ? ('lines' as const) : stacked ? ('stacked' as const) : 'bars'),
      title: fc.string(),
      axis: overTime
        ? fc.constant({
            type: 'time' as const,
            values: Array.from({ length: places }, (_, n) => n * 60_000),
          })
        : fc.record({
            type: fc.constant('text' as const),
            values: fc.array(fc.string(), { minLength: places, maxLength: places }),
          }),
      value: fc.constantFrom<Chart['value']>(
        { type: 'bytes' },
        { type: 'rate' },
        { type: 'percent' },
      ),
      series: fc.array(
        fc.record({
          label: fc.string(),
          values: fc.array(value, { minLength: places, maxLength: places }),
        }),
        { minLength: series, maxLength: series },
      ),
      limit: fc.option(
        fc.record({ label: fc.string(), value: fc.double({ min: 0, max: 1e12, noNaN: true }) }),
      ),
    }),
  );

describe('a chart’s layout', () => {
  it('keeps every shape inside its box', () => {
    fc.assert(
      fc.property(chart, (any) => {
        const { width, height, shapes } = layoutChart(any, 'UTC');
        for (const shape of shapes) {
          if (shape.kind !== 'bar') continue;
          expect(shape.x).toBeGreaterThanOrEqual(0);
          expect(shape.x + shape.width).toBeLessThanOrEqual(width + 0.2);
          expect(shape.y + shape.height).toBeLessThanOrEqual(height);
        }
        for (const shape of shapes) {
          const numbers = Object.values(shape).filter((one) => typeof one === 'number');
          expect(numbers.every(Number.isFinite)).toBe(true);
          if (shape.kind === 'path') expect(shape.d).not.toContain('NaN');
        }
      }),
    );
  });

  it('breaks a line at a gap, and makes a dot of a value between two gaps', () => {
    const { shapes } = layoutChart(
      {
        kind: 'chart',
        form: 'lines',
        title: 'CPU',
        axis: { type: 'time', values: [0, 1, 2, 3, 4, 5] },
        value: { type: 'number' },
        series: [{ label: 'mean', values: [1, 2, null, 3, null, 4] }],
        limit: null,
      },
      'UTC',
    );
    const [path] = shapes.filter(({ kind }) => kind === 'path');
    expect(path?.kind === 'path' && path.d.match(/[ML]/g)).toEqual(['M', 'L']);
    expect(shapes.filter(({ kind }) => kind === 'dot')).toHaveLength(2);
  });

  it('ends its axis at or above the highest value, in few round steps', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e15, noNaN: true }),
        fc.constantFrom(2 as const, 10 as const),
        (most, base) => {
          const ticks = ticksTo(most, 5, base);
          expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
          expect(ticks.at(-2)).toBeLessThan(most);
          expect(ticks.length).toBeLessThanOrEqual(12);
        },
      ),
    );
  });
});
