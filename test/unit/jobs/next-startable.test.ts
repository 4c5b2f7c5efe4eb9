import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobClaims } from '../../../src/main/core/jobs/define-job.ts';
import { nextStartable, type QueuedClaims } from '../../../src/main/core/jobs/next-startable.ts';

function move(sourceHostId: string, targetHostId: string): JobClaims {
  return { vms: [], move: { sourceHostId, targetHostId } };
}
const power: JobClaims = { vms: [], move: null };
const queue = (...claims: JobClaims[]): QueuedClaims[] =>
  claims.map((each, n) => ({ id: `${n}`, claims: each }));

describe('which of the waiting jobs may start', () => {
  it('is as many moves as the site allows, first come first served', () => {
    const waiting = queue(move('a', 'b'), move('c', 'd'), move('e', 'f'));
    expect(nextStartable(waiting, [], 2)).toEqual(['0', '1']);
    expect(nextStartable(waiting, [move('x', 'y')], 2)).toEqual(['0']);
  });

  it('is one move out of and one into a host, both at once if need be', () => {
    const waiting = queue(move('a', 'b'), move('a', 'c'), move('d', 'b'), move('b', 'a'));
    expect(nextStartable(waiting, [], 16)).toEqual(['0', '3']);
  });

  it('is every other job, however many moves run', () => {
    expect(nextStartable(queue(move('a', 'b'), power, power), [move('c', 'd')], 1)).toEqual([
      '1',
      '2',
    ]);
  });

  it('never breaks a limit, keeps the order, and lets nobody wait without need', () => {
    const host = fc.constantFrom('a', 'b', 'c', 'd');
    const claims = fc.oneof(
      fc.constant(power),
      fc.tuple(host, host).map(([a, b]) => move(a, b)),
    );
    /** Moves that run: no two of one source or one target. */
    const running = fc.uniqueArray(claims, {
      comparator: (a, b) =>
        a.move?.sourceHostId === b.move?.sourceHostId ||
        a.move?.targetHostId === b.move?.targetHostId,
    });
    fc.assert(
      fc.property(
        fc.array(claims),
        running,
        fc.integer({ min: 1, max: 16 }),
        (asked, now, limit) => {
          const waiting = queue(...asked);
          const started = nextStartable(waiting, now, limit);
          expect(started).toEqual(started.toSorted((a, b) => Number(a) - Number(b)));
          expect(new Set(started).size).toBe(started.length);
          const claimsOf = (id: string) => waiting[Number(id)]?.claims ?? power;
          const begun = started.flatMap((id) => claimsOf(id).move ?? []);
          const all = [...now.flatMap((each) => each.move ?? []), ...begun];
          if (begun.length > 0) expect(all.length).toBeLessThanOrEqual(limit);
          expect(new Set(all.map((each) => each.sourceHostId)).size).toBe(all.length);
          expect(new Set(all.map((each) => each.targetHostId)).size).toBe(all.length);
          for (const { id, claims: waits } of waiting) {
            if (started.includes(id)) continue;
            const blocked = all.some(
              (each) =>
                each.sourceHostId === waits.move?.sourceHostId ||
                each.targetHostId === waits.move?.targetHostId,
            );
            expect(blocked || all.length >= limit).toBe(true);
          }
        },
      ),
    );
  });
});
