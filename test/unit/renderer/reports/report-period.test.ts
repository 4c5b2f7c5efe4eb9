import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf, firstPeriod } from '../../../../src/renderer/features/reports/report-period.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 24, 18, 30);

describe('a report’s period', () => {
  it('ends now at first, and is of thirty days', () => {
    expect(boundsOf(firstPeriod(null, now), now)).toEqual({ from: now - 30 * day, to: null });
  });

  it('ends at the very moment that was asked for, not at its second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 * day }), (ago) => {
        const moment = now - ago;
        expect(boundsOf(firstPeriod(moment, now), now)).toMatchObject({ to: moment });
      }),
    );
  });

  it('is what its fields say once they were changed, and says what is wrong with them', () => {
    const period = firstPeriod(now - day + 123, now);
    const to = '2026-11-20T12:00:00';
    expect(boundsOf({ ...period, to }, now)).toMatchObject({ to: new Date(to).getTime() });
    expect(boundsOf({ ...period, to: '' }, now)).toBe('Say when the period begins and ends.');
    expect(boundsOf({ ...period, from: to, to }, now)).toBe(
      'The period has to end after it begins.',
    );
    expect(boundsOf({ ...period, to: '2030-01-01T00:00:00' }, now)).toMatchObject({ to: null });
  });
});
