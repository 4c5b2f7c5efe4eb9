import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftOf, promiseOf } from '../../../src/renderer/features/sla/draft.ts';
import { promiseText } from '../../../src/renderer/state/sla-text.ts';
import { hoursText } from '../../../src/shared/sla/hours-text.ts';
import { promiseSchema, slaModes, slaPriorities } from '../../../src/shared/sla/objective.ts';
import { samplePromise } from '../../support/sample-objective.ts';

const hours = fc
  .record({
    days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 }),
    from: fc.integer({ min: 0, max: 1439 }),
    to: fc.integer({ min: 1, max: 1440 }),
  })
  .filter(({ from, to }) => from !== to);
const promise = fc.record({
  cpus: fc.option(fc.integer({ min: 1, max: 20_000 }).map((part) => 0.05 * part)),
  availability: fc.constantFrom(0.95, 0.99, 0.995, 0.999, 0.9999),
  longestPauseMs: fc.option(fc.integer({ min: 1, max: 3_600_000 })),
  priority: fc.constantFrom(...slaPriorities),
  hours: fc.option(hours),
  mode: fc.constantFrom(...slaModes),
});

describe('the form of an objective', () => {
  it('shows every promise so that saving it unchanged changes nothing', () => {
    fc.assert(
      fc.property(promise, (some) => {
        const known = promiseSchema.parse(some);
        expect(promiseOf(draftOf(known))).toEqual({ value: known, problem: null, field: null });
      }),
    );
  });

  it('takes a comma for a point, and nothing for no promise', () => {
    const draft = draftOf(null);
    expect(promiseOf({ ...draft, cpus: '1,5' }).value?.cpus).toBe(1.5);
    expect(promiseOf({ ...draft, cpus: ' ' }).value?.cpus).toBeNull();
  });

  it.each([
    [{ cpus: 'two' }, 'cpus'],
    [{ cpus: '0' }, 'cpus'],
    [{ pause: '-1' }, 'pause'],
    [{ hasHours: true, days: [] }, 'hours'],
    [{ hasHours: true, from: '08:00', to: '08:00' }, 'hours'],
    [{ hasHours: true, to: '24:01' }, 'hours'],
    [{ hasHours: true, from: '8' }, 'hours'],
  ])('says what is wrong with %o', (changes, field) => {
    expect(promiseOf({ ...draftOf(null), ...changes })).toMatchObject({ value: null, field });
  });
});

describe('a promise in words', () => {
  it('tells all of it', () => {
    const said = promiseText(samplePromise({ cpus: 1.5, longestPauseMs: 2000, priority: 'high' }));
    expect(said).toBe(
      '1.5 pCPUs whenever it wants it · 99 % of each month · no move stops it for longer than 2 s · at all times · priority high',
    );
  });

  it('names days as a run, a list or all of them', () => {
    const of = (...days: number[]) => hoursText({ days, from: 480, to: 1440 });
    expect(of(5, 1, 3, 2, 4)).toBe('Mon–Fri, 08:00 to 24:00');
    expect(of(1, 3)).toBe('Mon, Wed, 08:00 to 24:00');
    expect(of(0, 1, 2, 3, 4, 5, 6)).toBe('every day, 08:00 to 24:00');
  });
});
