import type { SlaPromise } from '../../src/shared/sla/objective.ts';

/** One pCPU, 99 % of the time, acted upon; override what a test is about. */
export function samplePromise(more: Partial<SlaPromise> = {}): SlaPromise {
  return {
    cpus: 1,
    availability: 0.99,
    longestPauseMs: null,
    priority: 'normal',
    probe: null,
    hours: null,
    mode: 'act',
    ...more,
  };
}
