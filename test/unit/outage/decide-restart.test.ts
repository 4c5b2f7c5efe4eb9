import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DomainActivity } from '../../../src/main/core/jobs/look-at-domains.ts';
import { decideRestart } from '../../../src/main/core/outage/decide-restart.ts';

const activities: DomainActivity[] = [
  'runs',
  'paused',
  'suspended',
  'shut-down',
  'crashed',
  'dying',
];
const domain = fc
  .constantFrom(...activities)
  .map((activity) => ({ name: 'web1', domid: 3, uuid: 'u', activity, memoryMiB: 128 }));
const sightings = fc.option(fc.array(domain, { maxLength: 1 }));
const observations = fc.record({
  target: sightings,
  source: sightings,
  asked: fc.boolean(),
  refused: fc.boolean(),
  mayStillStart: fc.boolean(),
});
const lives = (activity: DomainActivity) => activity !== 'shut-down' && activity !== 'dying';

describe('what became of a restart', () => {
  it('is told by what was seen, and twice is never taken for once', () => {
    fc.assert(
      fc.property(observations, (seen) => {
        const here = (seen.target ?? []).some(({ activity }) => lives(activity));
        const there = (seen.source ?? []).some(({ activity }) => lives(activity));
        const outcome = decideRestart(seen);
        expect(outcome === 'twice').toBe(here && there);
        if (outcome === 'runs') expect(seen.target?.[0]?.activity).toBe('runs');
        // What is forgotten may be started again: so it must have been seen that it is not there.
        if (outcome === 'not-started') {
          expect(seen.target).toEqual([]);
          expect(seen.refused || !seen.mayStillStart).toBe(true);
        }
        if (outcome === 'not-asked') expect(seen.asked).toBe(false);
      }),
    );
  });

  it('is not known while nobody has looked at the target', () => {
    const seen = { target: null, source: null, asked: true, refused: false, mayStillStart: false };
    expect(decideRestart(seen)).toBe('unknown');
  });
});
