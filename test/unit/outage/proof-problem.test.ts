import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkStates } from '../../../src/shared/model/connection.ts';
import { proofLastsMs, proofProblem } from '../../../src/shared/outage/proof-problem.ts';
import { sampleHost } from '../../support/sample-site.ts';

const proof = { kind: 'word', at: 1_000_000, text: 'A user gave their word.' } as const;
const host = (state: (typeof linkStates)[number], lastSeen: number | null) =>
  sampleHost({ link: { state, since: 0, lastSeen, retryAt: null, error: null } });

describe('that a host is down', () => {
  it('is proved while it stays silent', () => {
    expect(proofProblem(host('offline', 5), { proof }, proof.at + 5)).toBeNull();
  });

  it('is not proved by its silence', () => {
    expect(proofProblem(host('offline', 5), undefined, proof.at)).toContain('Nothing proves');
    expect(proofProblem(host('offline', 5), { proof: null }, proof.at)).toContain('Nothing proves');
  });

  it('is proved only by a proof that came last, lately, and of a host that is called and silent', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...linkStates),
        fc.option(fc.integer({ min: 0, max: 2_000_000 })),
        fc.boolean(),
        fc.integer({ min: 0, max: 9_000_000 }),
        (state, lastSeen, isGiven, now) => {
          const problem = proofProblem(host(state, lastSeen), isGiven ? { proof } : undefined, now);
          const silent = state === 'offline' || state === 'connecting';
          const isLast = (lastSeen ?? 0) <= proof.at;
          const isFresh = Math.abs(now - proof.at) <= proofLastsMs;
          expect(problem === null).toBe(silent && isGiven && isLast && isFresh);
        },
      ),
    );
  });
});
