import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasEnded,
  type JobEvent,
  newJob,
  recoveredJob,
  stepJob,
} from '../../../src/main/core/jobs/job-machine.ts';
import { type Job, jobSchema, jobStates, movePhases } from '../../../src/shared/model/job.ts';
import { moveSpec } from '../../support/sample-move.ts';

const progress = { fraction: 0.5, bytes: 5, totalBytes: 10, bytesPerSecond: 1 };
const done = { state: 'succeeded', summary: 'web1 runs on xen-b.' } as const;

const anyEvent: fc.Arbitrary<JobEvent> = fc.oneof(
  fc.constantFrom<JobEvent[]>(
    { type: 'check' },
    { type: 'run', at: 3 },
    { type: 'no-return' },
    { type: 'verify' },
    { type: 'reopen' },
    { type: 'rejoin', cancellable: true },
    { type: 'rejoin', cancellable: false },
    { type: 'paused-for', ms: 300 },
    { type: 'pause', paused: true },
    { type: 'pause', paused: false },
  ),
  fc.constantFrom(...movePhases).map((phase): JobEvent => ({ type: 'phase', phase })),
  fc
    .double({ min: 0, max: 1, noNaN: true })
    .map((fraction): JobEvent => ({ type: 'progress', progress: { ...progress, fraction } })),
  fc.array(fc.string(), { maxLength: 400 }).map((lines): JobEvent => ({ type: 'log', lines })),
  fc
    .constantFrom('succeeded', 'failed', 'cancelled', 'undecided' as const)
    .map((state): JobEvent => ({ type: 'end', at: 9, end: { state, summary: state } })),
);

const fresh = newJob('j', moveSpec, 1);
const recovered = recoveredJob('j', moveSpec, 1, 2);

function jobAfter(job: Job, ...events: JobEvent[]): Job {
  return events.reduce(stepJob, job);
}

describe('a plan', () => {
  const spec = {
    kind: 'plan',
    planId: 'p',
    goal: 'balance',
    hostId: null,
    moves: 3,
    onTrouble: 'leave-out',
  } as const;

  it('is paused and resumed until it begins no more moves, and keeps that through its counts', () => {
    const running = jobAfter(newJob('p', spec, 1), { type: 'check' }, { type: 'run', at: 2 });
    expect(running.plan).toMatchObject({ moves: 3, moved: 0, paused: false });
    const paused = stepJob(running, { type: 'pause', paused: true });
    const counts = { moves: 3, moved: 1, running: 0, leftOut: 0, failed: 0, round: 1, rounds: 1 };
    const further = stepJob(paused, { type: 'plan', counts });
    expect(further.plan).toEqual({ ...counts, paused: true });
    expect(stepJob(further, { type: 'pause', paused: false }).plan?.paused).toBe(false);
    const last = stepJob(further, { type: 'no-return' });
    expect(stepJob(last, { type: 'pause', paused: false })).toBe(last);
    expect(jobSchema.parse(last)).toEqual(last);
  });

  it('alone can be paused', () => {
    expect(stepJob(fresh, { type: 'pause', paused: true })).toBe(fresh);
  });
});

describe('a job', () => {
  it('goes from the queue through checking, running and verifying to its end', () => {
    const states = [fresh];
    const events: JobEvent[] = [
      { type: 'check' },
      { type: 'run', at: 3 },
      { type: 'phase', phase: 'copy-memory' },
      { type: 'progress', progress },
      { type: 'no-return' },
      { type: 'verify' },
      { type: 'end', at: 9, end: done },
    ];
    for (const event of events) states.push(stepJob(states.at(-1) ?? fresh, event));
    expect(states.map(({ state, cancellable }) => [state, cancellable])).toEqual([
      ['queued', true],
      ['checking', true],
      ['running', true],
      ['running', true],
      ['running', true],
      ['running', false],
      ['verifying', false],
      ['succeeded', false],
    ]);
    expect(states.at(-1)).toMatchObject({
      startedAt: 3,
      endedAt: 9,
      phase: 'done',
      progress: { fraction: 1 },
      summary: done.summary,
      error: null,
    });
  });

  it('that was undecided can be looked at again, and that alone', () => {
    for (const state of jobStates) {
      const again = stepJob({ ...fresh, state }, { type: 'reopen' });
      expect(again.state).toBe(state === 'undecided' ? 'verifying' : state);
    }
    const undecided = jobAfter(
      recovered,
      {
        type: 'end',
        at: 9,
        end: { state: 'undecided', summary: 'x', findings: [{ hostId: 'a', text: 'y' }] },
      },
      { type: 'reopen' },
    );
    expect(undecided).toMatchObject({ endedAt: null, summary: null, findings: [], error: null });
  });

  it('found again tells its lines from the first on, since following it begins anew', () => {
    const job = jobAfter(
      recovered,
      { type: 'log', lines: ['old'] },
      { type: 'rejoin', cancellable: true },
      { type: 'log', lines: ['first', 'second'] },
    );
    expect(job).toMatchObject({ state: 'running', cancellable: true, log: ['first', 'second'] });
  });

  it('keeps its last 500 lines', () => {
    const lines = Array.from({ length: 700 }, (_, n) => `line ${n}`);
    expect(jobAfter(fresh, { type: 'log', lines }).log).toEqual(lines.slice(200));
  });

  it('keeps these promises, whatever happens to it', () => {
    const start = fc.constantFrom(fresh, recovered);
    fc.assert(
      fc.property(start, fc.array(anyEvent, { maxLength: 30 }), (first, events) => {
        let before = first;
        for (const event of events) {
          const kept = JSON.stringify(before);
          const job = stepJob(before, event);
          expect(JSON.stringify(before)).toBe(kept);
          // An end is left by nothing but a second look, and only `undecided` has one.
          if (hasEnded(before) && event.type !== 'reopen') expect(job).toBe(before);
          if (hasEnded(before) && before.state !== 'undecided') expect(job).toBe(before);
          if (!before.cancellable && event.type !== 'rejoin') expect(job.cancellable).toBe(false);
          const phases = [before, job].map(({ phase }) => (phase ? movePhases.indexOf(phase) : -1));
          expect(phases[1]).toBeGreaterThanOrEqual(phases[0] ?? 0);
          const [was, is] = [before, job].map((each) => each.progress?.fraction ?? 0);
          expect(is).toBeGreaterThanOrEqual(was ?? 0);
          expect(is === 1 && job.state !== 'succeeded' && was !== 1).toBe(false);
          before = job;
        }
        expect(jobSchema.parse(before)).toEqual(before);
        expect(before.endedAt !== null).toBe(hasEnded(before));
        expect(before.cancellable && hasEnded(before)).toBe(false);
        expect(before.log.length).toBeLessThanOrEqual(500);
      }),
    );
  });
});
