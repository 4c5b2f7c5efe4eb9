import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  againAfterMs,
  isDue,
  lastTurn,
  periodBegin,
} from '../../../src/main/core/reports/due-report.ts';
import { appError } from '../../../src/shared/app-error.ts';
import { noSchedule, scheduleTurns } from '../../../src/shared/reports/report-schedule.ts';

const hour = 3_600_000;
const moment = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) });
const schedule = fc.record({
  every: fc.constantFrom(...scheduleTurns),
  hour: fc.integer({ min: 0, max: 23 }),
});
const longest = { day: 25 * hour, week: 7 * 24 * hour + hour, month: 31 * 24 * hour + hour };
const success = (at: number) => ({ at, path: '/reports/x.pdf', mailedTo: [], error: null });
const error = appError('report-not-written', 'The disk is full.');
const failure = (at: number) => ({ at, path: null, mailedTo: [], error });

describe('a schedule’s last turn', () => {
  it('is not after now, and no turn is between them', () => {
    fc.assert(
      fc.property(schedule, moment, ({ every, hour: at }, now) => {
        const turn = lastTurn({ every, hour: at }, now);
        expect(turn).toBeLessThanOrEqual(now);
        expect(now - turn).toBeLessThanOrEqual(longest[every]);
        expect(lastTurn({ every, hour: at }, turn)).toBe(turn);
      }),
    );
  });

  it('is at its hour, on Monday where it is weekly, on the first where it is monthly', () => {
    const now = new Date(2026, 10, 24, 18, 30).getTime();
    const turn = (every: 'day' | 'week' | 'month', at: number) =>
      lastTurn({ every, hour: at }, now);
    expect(turn('day', 6)).toBe(new Date(2026, 10, 24, 6).getTime());
    expect(turn('day', 20)).toBe(new Date(2026, 10, 23, 20).getTime());
    expect(turn('week', 6)).toBe(new Date(2026, 10, 23, 6).getTime());
    expect(turn('month', 6)).toBe(new Date(2026, 10, 1, 6).getTime());
    const first = new Date(2026, 0, 1, 5).getTime();
    expect(lastTurn({ every: 'month', hour: 6 }, first)).toBe(new Date(2025, 11, 1, 6).getTime());
  });
});

describe('a scheduled report', () => {
  const daily = { ...noSchedule, on: true, every: 'day' as const, hour: 6, folder: '/reports' };

  it('is made once for each turn, and once for all that were missed', () => {
    fc.assert(
      fc.property(
        schedule,
        moment,
        fc.array(fc.integer({ min: 1, max: 90 * 24 }), { minLength: 1, maxLength: 40 }),
        (when, begin, steps) => {
          const own = { ...daily, ...when, since: begin };
          let now = begin;
          let last = null;
          const made: number[] = [];
          for (const step of steps) {
            now += step * hour;
            if (!isDue(own, last, now)) continue;
            last = success(now);
            made.push(lastTurn(own, now));
            expect(isDue(own, last, now)).toBe(false);
          }
          expect(new Set(made).size).toBe(made.length);
          // Whatever was missed: after the last step nothing is left to do.
          expect(lastTurn(own, now) > begin ? made.at(-1) : undefined).toBe(
            lastTurn(own, now) > begin ? lastTurn(own, now) : undefined,
          );
        },
      ),
    );
  });

  it('is tried again after an hour when it failed, and not made again when it did not', () => {
    const now = new Date(2026, 10, 24, 6, 1).getTime();
    expect(isDue(daily, failure(now), now + againAfterMs - 1)).toBe(false);
    expect(isDue(daily, failure(now), now + againAfterMs)).toBe(true);
    expect(isDue(daily, success(now), now + againAfterMs)).toBe(false);
  });

  it('is not made while it is off, has no folder, or was just switched on', () => {
    const now = new Date(2026, 10, 24, 8).getTime();
    expect(isDue(daily, null, now)).toBe(true);
    expect(isDue({ ...daily, on: false }, null, now)).toBe(false);
    expect(isDue({ ...daily, folder: '' }, null, now)).toBe(false);
    expect(isDue({ ...daily, since: now - 1 }, null, now)).toBe(false);
  });

  it('is of the time since the turn before', () => {
    const now = new Date(2026, 10, 24, 8).getTime();
    expect(periodBegin(daily, now)).toBe(new Date(2026, 10, 23, 6).getTime());
    expect(periodBegin({ ...daily, every: 'month' }, now)).toBe(new Date(2026, 9, 1, 6).getTime());
  });
});
