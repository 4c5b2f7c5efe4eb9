import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attainmentOf } from '../../../src/main/core/sla/attainment.ts';
import { whyImpossible } from '../../../src/main/core/sla/impossible.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import { dayOf, heldMsOfMonth, isInHours } from '../../../src/shared/sla/hours.ts';
import { sampleFacts } from '../../support/sample-facts.ts';
import { samplePromise } from '../../support/sample-objective.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

const day = 86_400_000;

describe('attainment of a month', () => {
  it('is of the time that was seen, and its budget of the whole month', () => {
    const time = { goodMs: 1900, badMs: 100 };
    expect(attainmentOf(samplePromise({ availability: 0.99 }), '2026-11', time)).toEqual({
      attained: 0.95,
      goodMs: 1900,
      badMs: 100,
      budgetMs: 0.3 * day,
    });
  });

  it('is not known of a month in which nothing was seen', () => {
    expect(attainmentOf(samplePromise(), '2026-11', { goodMs: 0, badMs: 0 }).attained).toBeNull();
  });
});

describe('hours', () => {
  const office = { days: [1, 2, 3, 4, 5], from: 480, to: 1080 };
  const night = { days: [5], from: 1320, to: 360 };
  const at = (date: number, hour: number, minute = 0) =>
    new Date(2026, 10, date, hour, minute).getTime();

  it('begin with their first minute and end before their last', () => {
    // Friday the 27th, Saturday the 28th.
    expect(
      [at(27, 7, 59), at(27, 8), at(27, 17, 59), at(27, 18), at(28, 9)].map((time) =>
        isInHours(office, time),
      ),
    ).toEqual([false, true, true, false, false]);
  });

  it('over midnight belong to the day on which they begin', () => {
    expect(
      [at(27, 21, 59), at(27, 22), at(28, 5, 59), at(28, 6), at(27, 3)].map((time) =>
        isInHours(night, time),
      ),
    ).toEqual([false, true, true, false, false]);
  });

  it('of a month add up to the minutes in which they hold', () => {
    const hours = fc.record({
      days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 }),
      from: fc.integer({ min: 0, max: 23 }).map((hour) => hour * 60),
      to: fc.integer({ min: 1, max: 24 }).map((hour) => hour * 60),
    });
    fc.assert(
      fc.property(
        hours.filter(({ from, to }) => from < to),
        (some) => {
          let minutes = 0;
          for (let hour = 0; hour < 31 * 24; hour++) {
            const time = new Date(2026, 11, 1, hour).getTime();
            if (isInHours(some, time)) minutes += 60;
          }
          expect(heldMsOfMonth(some, '2026-12')).toBe(minutes * 60_000);
        },
      ),
    );
    expect(heldMsOfMonth(null, '2026-02')).toBe(28 * day);
    expect(dayOf(at(5, 0))).toBe('2026-11-05');
  });
});

describe('an objective that cannot be met', () => {
  const state = { ...emptySite, hosts: { h1: sampleHost({ facts: sampleFacts({ pcpus: 8 }) }) } };
  it.each([
    [4, 4, null],
    [4, 2, 'at most 2 vCPUs'],
    [16, 16, 'largest host of the site has 8 pCPUs'],
  ])('of %d pCPUs for a VM of %d vCPUs is told apart', (cpus, maxVcpus, why) => {
    const said = whyImpossible(samplePromise({ cpus }), sampleVm({ maxVcpus }), state);
    if (why === null) expect(said).toBeNull();
    else expect(said).toContain(why);
  });
});
