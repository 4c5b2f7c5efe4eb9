import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  endsOf,
  type GraphRange,
  panned,
  zoomed,
} from '../../../../src/renderer/ui/graph/graph-range.ts';
import { emptyText, summary } from '../../../../src/renderer/ui/graph/series-text.ts';
import type { SeriesPoint } from '../../../../src/shared/samples/series.ts';

const now = 1e12;
const range: fc.Arbitrary<GraphRange> = fc.oneof(
  fc.constantFrom({ span: 'hour' } as const, { span: 'year' } as const),
  fc
    .tuple(fc.integer({ min: 0, max: 1e11 }), fc.integer({ min: 60_000, max: 1e10 }))
    .map(([back, length]) => ({ from: now - back - length, to: now - back })),
);
const lengthOf = (shown: GraphRange) => {
  const { from, to } = endsOf(shown, now);
  return to - from;
};

describe('the range of a graph', () => {
  it('never shows what is still to come, and keeps its length when it is moved', () => {
    fc.assert(
      fc.property(range, fc.constantFrom(-1 as const, 1 as const), (shown, direction) => {
        const next = panned(shown, now, direction);
        expect(endsOf(next, now).to).toBeLessThanOrEqual(now);
        expect(lengthOf(next)).toBeCloseTo(lengthOf(shown), 1);
        if (direction === -1) expect(endsOf(next, now).from).toBeLessThan(endsOf(shown, now).from);
      }),
    );
  });

  it('is half or twice as long when zoomed, down to a minute, and never of the future', () => {
    fc.assert(
      fc.property(range, fc.constantFrom(0.5 as const, 2 as const), (shown, factor) => {
        const next = zoomed(shown, now, factor);
        expect(endsOf(next, now).to).toBeLessThanOrEqual(now);
        expect(lengthOf(next)).toBeCloseTo(Math.max(lengthOf(shown) * factor, 60_000), 1);
      }),
    );
  });
});

describe('a graph in words', () => {
  const none = { min: null, mean: null, max: null, p95: null };
  const point = (samples: number, mean: number | null): SeriesPoint => ({
    at: 0,
    samples,
    cpu: mean === null ? none : { min: mean, mean, max: mean + 1, p95: mean },
    dom0: none,
    memoryMiB: none,
    netIn: none,
    netOut: none,
    diskRead: none,
    diskWrite: none,
  });

  it('weighs each point by its samples, and leaves gaps out', () => {
    expect(summary([point(3, 1), point(0, null), point(1, 5)], 'cpu')).toEqual({ mean: 2, max: 6 });
    expect(summary([point(0, null)], 'cpu')).toBeNull();
  });

  it('says since when there is something to see', () => {
    expect(emptyText({ since: null })).toContain('No samples yet');
    expect(emptyText({ since: Date.UTC(2026, 2, 4, 12) })).toContain('4 Mar 2026');
  });
});
