import { describe, expect, it } from 'vitest';
import { planTotal } from '../../../../src/renderer/features/move/plan-total.ts';
import type { Preflight } from '../../../../src/renderer/features/move/use-preflights.ts';

function answer(durationMs: number, pauseMs: number, possible = true): Preflight {
  return {
    kind: 'answered',
    verdict: { possible, reasons: [] },
    estimate: { memoryMiB: 1, durationMs, pauseMs, basis: 'a guess' },
  };
}

describe('the whole of a plan', () => {
  it('adds up durations, because a host takes in one VM at a time', () => {
    expect(planTotal([answer(1000, 50), answer(2000, 80), { kind: 'asking' }])).toEqual({
      durationMs: 3000,
      longestPauseMs: 80,
      open: 1,
    });
  });

  it('leaves out those that will not move', () => {
    expect(planTotal([answer(1000, 50), answer(9000, 900, false)])?.durationMs).toBe(1000);
  });

  it('is not known before the first answer', () => {
    expect(planTotal([{ kind: 'asking' }])).toBeNull();
    expect(planTotal([])).toBeNull();
  });
});
