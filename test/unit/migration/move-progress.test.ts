import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepJob } from '../../../src/main/core/jobs/job-machine.ts';
import { guessTotalBytes, progressOf } from '../../../src/main/core/migration/move-progress.ts';
import { emptyTranscript } from '../../../src/main/core/migration/transcript.ts';
import { jobSchema } from '../../../src/shared/model/job.ts';
import { sampleJob } from '../../support/sample-move.ts';

const mebibyte = 1_048_576;
const total = guessTotalBytes({ memoryMiB: 128, mode: 'live' });
const at = (bytes: number, permissionGiven = false) => ({
  bytes,
  transcript: { ...emptyTranscript, permissionGiven },
});

describe('the progress of a move', () => {
  it('follows the bytes on the wire', () => {
    expect(progressOf(at(64 * mebibyte), total, 10_000)).toEqual({
      fraction: (64 * mebibyte) / total,
      bytes: 64 * mebibyte,
      totalBytes: total,
      bytesPerSecond: Math.round(6.4 * mebibyte),
    });
  });

  it('is seen to live from the first moment, and goes on where no bytes are counted', () => {
    const fractions = [0, 1_000, 10_000, 60_000, 600_000, 86_400_000].map(
      (ms) => progressOf(at(0), total, ms).fraction,
    );
    expect(fractions[0]).toBeGreaterThan(0);
    expect(fractions.at(-1)).toBeLessThanOrEqual(0.96);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(new Set(fractions).size).toBe(fractions.length);
  });

  it('is not full before the end, even if more was sent than was guessed', () => {
    expect(progressOf(at(10 * total), total, 1_000)).toMatchObject({
      fraction: 0.96,
      totalBytes: 10 * total,
    });
    expect(progressOf(at(10 * total, true), total, 1_000).fraction).toBe(0.99);
  });

  it('never goes back on the job, is never 0 and never beyond 1, whatever is counted when', () => {
    const number = fc.oneof(fc.nat(), fc.nat(3 * total), fc.constantFrom(0, 1, 1e18));
    const moments = fc.array(fc.tuple(number, fc.integer({ min: -5000, max: 1e9 }), fc.boolean()));
    fc.assert(
      fc.property(moments, fc.nat(1_000_000), (seen, memoryMiB) => {
        const bytesInAll = guessTotalBytes({ memoryMiB, mode: 'stop-and-copy' });
        let job = sampleJob();
        for (const [bytes, elapsedMs, permission] of seen) {
          const before = job.progress?.fraction ?? 0;
          const progress = progressOf(at(bytes, permission), bytesInAll, elapsedMs);
          expect(progress.fraction).toBeGreaterThan(0);
          expect(progress.fraction).toBeLessThan(1);
          job = stepJob(job, { type: 'progress', progress });
          expect(job.progress?.fraction).toBeGreaterThanOrEqual(before);
        }
        expect(jobSchema.safeParse(job).success).toBe(true);
      }),
    );
  });
});
