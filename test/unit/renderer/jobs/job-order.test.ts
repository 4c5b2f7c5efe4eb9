import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countJobs,
  jobFilters,
  jobPart,
  orderJobs,
  passes,
} from '../../../../src/renderer/features/jobs/job-order.ts';
import { jobStates } from '../../../../src/shared/model/job.ts';
import { sampleMoveJob } from '../../../support/sample-job.ts';

describe('the tray', () => {
  it('shows what needs the user first, then what runs, waits, and has ended', () => {
    const jobs = [
      sampleMoveJob({ state: 'succeeded', endedAt: 5 }, 'old'),
      sampleMoveJob({ state: 'failed', endedAt: 9 }, 'late'),
      sampleMoveJob({ state: 'queued', createdAt: 4 }, 'second'),
      sampleMoveJob({ state: 'queued', createdAt: 3 }, 'first'),
      sampleMoveJob({ state: 'running' }, 'moving'),
      sampleMoveJob({ state: 'undecided', endedAt: 1 }, 'lost'),
    ];
    const ordered = orderJobs(Object.fromEntries(jobs.map((job) => [job.id, job])));
    expect(ordered.map(({ id }) => id)).toEqual([
      'lost',
      'moving',
      'first',
      'second',
      'late',
      'old',
    ]);
    expect(countJobs(ordered)).toEqual({
      undecided: 1,
      running: 1,
      queued: 2,
      ended: 2,
      failed: 1,
    });
  });

  it('keeps moves that were asked for at once in their order', () => {
    const jobs = ['c', 'a', 'b'].map((vm) => sampleMoveJob({ createdAt: 7 }, vm));
    const ordered = orderJobs(Object.fromEntries(jobs.map((job) => [job.id, job])));
    expect(ordered.map(({ id }) => id)).toEqual(['c', 'a', 'b']);
  });

  it('counts a job in exactly one part, and shows each under some filter of its own', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...jobStates)), (states) => {
        const jobs = states.map((state, at) => sampleMoveJob({ state }, `vm${at}`));
        const { failed: _, ...parts } = countJobs(jobs);
        expect(Object.values(parts).reduce((sum, count) => sum + count, 0)).toBe(jobs.length);
        for (const job of jobs) {
          const under = jobFilters.filter((filter) => filter !== 'all' && passes(job, filter));
          expect(under.length, job.state).toBeGreaterThan(0);
          expect(passes(job, 'active')).toBe(['running', 'queued'].includes(jobPart(job)));
        }
      }),
    );
  });
});
