import { describe, expect, it } from 'vitest';
import { queueText } from '../../../../src/renderer/features/jobs/queue-text.ts';
import { sampleMoveJob } from '../../../support/sample-job.ts';

const running = sampleMoveJob({ state: 'running' }, 'web1', 'h2');

describe('a queued move', () => {
  it('waits for the one on its way to the same host', () => {
    const job = sampleMoveJob({}, 'web2', 'h2');
    expect(queueText(job, [running, job], 4)).toBe(
      'Next in the queue; web1 is on its way to the same host',
    );
  });

  it('waits for the one that leaves the same host', () => {
    const job = sampleMoveJob({}, 'web2', 'h3');
    expect(queueText(job, [running, job], 4)).toBe(
      'Next in the queue; web1 is leaving the same host',
    );
  });

  it('waits for a free place on a busy site', () => {
    const base = sampleMoveJob({}, 'web2', 'h4');
    if (base.spec.kind !== 'move') throw new Error('the sample is a move');
    const job = { ...base, spec: { ...base.spec, sourceHostId: 'h3' } };
    expect(queueText(job, [running, job], 1)).toBe('Next in the queue; up to 1 move at once');
    expect(queueText(job, [running, job], 2)).toBe('Next in the queue');
  });

  it('says which place it has', () => {
    const jobs = Array.from({ length: 23 }, (_, at) => sampleMoveJob({}, `vm${at + 1}`, 'h2'));
    const place = (at: number) => queueText(jobs[at - 1] ?? running, [running, ...jobs], 2);
    for (const [at, text] of [
      [2, '2nd'],
      [3, '3rd'],
      [4, '4th'],
      [11, '11th'],
      [12, '12th'],
      [21, '21st'],
      [22, '22nd'],
    ] as const) {
      expect(place(at)).toMatch(new RegExp(`^${text} in the queue; `));
    }
  });
});
