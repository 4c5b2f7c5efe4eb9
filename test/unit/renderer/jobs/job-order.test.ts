import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countJobs,
  hasOwnRow,
  jobFilters,
  jobPart,
  movesOf,
  orderJobs,
  passes,
} from '../../../../src/renderer/features/jobs/job-order.ts';
import { jobStates } from '../../../../src/shared/model/job.ts';
import { sampleMoveJob } from '../../../support/sample-job.ts';

describe('the moves of a plan', () => {
  const ofPlan = (state: 'running' | 'undecided', createdAt: number, vm: string) => {
    const job = sampleMoveJob({ state, createdAt }, vm);
    return { ...job, spec: { ...job.spec, plan: 'p' } } as typeof job;
  };
  const [second, first, lost] = [
    ofPlan('running', 5, 'second'),
    ofPlan('running', 4, 'first'),
    ofPlan('undecided', 6, 'lost'),
  ];
  const moves = Object.fromEntries([second, first, lost].map((job) => [job.id, job]));
  const jobs = { ...moves, p: sampleMoveJob({}, 'p') };

  it('are in its row in the order of their begin, but for what somebody has to look at', () => {
    expect(movesOf('p', jobs).map(({ id }) => id)).toEqual(['first', 'second', 'lost']);
    expect([first, second, lost].map((job) => hasOwnRow(job, jobs))).toEqual([false, false, true]);
  });

  it('have rows of their own once the plan was dismissed', () => {
    expect(hasOwnRow(first, moves)).toBe(true);
  });
});

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
