import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareCpu } from '../../../src/main/core/sla/share-cpu.ts';

describe('the CPU of a full host', () => {
  it('goes by weight, and what one leaves to the others', () => {
    const claims = [
      { demand: 4, weight: 256 },
      { demand: 4, weight: 512 },
      { demand: 0.5, weight: 256 },
    ];
    expect(shareCpu(claims, 4)).toEqual([3.5 / 3, 7 / 3, 0.5]);
  });

  it('is given out whole when it is wanted, to nobody more than wanted, and fairly', () => {
    const claim = fc.record({
      demand: fc.double({ min: 0, max: 8, noNaN: true }),
      weight: fc.integer({ min: 1, max: 65_535 }),
    });
    fc.assert(
      fc.property(
        fc.array(claim, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 16 }),
        (claims, pcpus) => {
          const shares = shareCpu(claims, pcpus);
          const wanted = claims.reduce((sum, { demand }) => sum + demand, 0);
          const given = shares.reduce((sum, share) => sum + share, 0);
          expect(given).toBeCloseTo(Math.min(wanted, pcpus), 6);
          const perWeight = claims.map(({ weight }, at) => (shares[at] ?? 0) / weight);
          claims.forEach(({ demand }, at) => {
            expect(shares[at]).toBeLessThanOrEqual(demand + 1e-9);
            // Who has less than wanted has no less for its weight than any other.
            if ((shares[at] ?? 0) < demand - 1e-6) {
              for (const other of perWeight) {
                expect(perWeight[at] ?? 0).toBeGreaterThanOrEqual(other - 1e-9);
              }
            }
          });
        },
      ),
    );
  });
});
