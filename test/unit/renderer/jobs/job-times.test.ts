import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elapsedMs, remainingMs } from '../../../../src/renderer/features/jobs/job-times.ts';
import { sampleMoveJob } from '../../../support/sample-job.ts';

function copying(progress: {
  fraction: number;
  bytes: number;
  totalBytes: number;
  bytesPerSecond: number;
}) {
  return sampleMoveJob({ state: 'running', startedAt: 1000, progress });
}

describe('a job’s times', () => {
  it('begin when it begins, and stop when it ends', () => {
    expect(elapsedMs(sampleMoveJob(), 5000)).toBeNull();
    expect(elapsedMs(sampleMoveJob({ state: 'running', startedAt: 1000 }), 5000)).toBe(4000);
    expect(
      elapsedMs(sampleMoveJob({ state: 'failed', startedAt: 1000, endedAt: 3000 }), 5000),
    ).toBe(2000);
  });

  it('tell what is left by the speed of now', () => {
    const job = copying({ fraction: 0.5, bytes: 500, totalBytes: 1500, bytesPerSecond: 100 });
    expect(remainingMs(job, 5000)).toBe(10_000);
  });

  it('tell it by the time taken so far where no speed is known', () => {
    const job = copying({ fraction: 0.25, bytes: 0, totalBytes: 0, bytesPerSecond: 0 });
    expect(remainingMs(job, 5000)).toBe(12_000);
  });

  it('say nothing while too little is known', () => {
    const job = copying({ fraction: 0.01, bytes: 1, totalBytes: 100, bytesPerSecond: 1 });
    expect(remainingMs(job, 5000)).toBeNull();
    expect(remainingMs(sampleMoveJob({ state: 'checking', startedAt: 1 }), 5000)).toBeNull();
  });

  it('are never negative and never without end', () => {
    const number = fc.nat({ max: 1e12 });
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        number,
        number,
        number,
        number,
        (fraction, bytes, totalBytes, bytesPerSecond, now) => {
          const left = remainingMs(copying({ fraction, bytes, totalBytes, bytesPerSecond }), now);
          if (left === null) return;
          expect(left).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(left)).toBe(true);
        },
      ),
    );
  });
});
