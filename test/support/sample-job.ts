import type { Job } from '../../src/shared/model/job.ts';

/** A live move of web1 from h1 to h2 that has not begun; override what a test is about. */
export function sampleMoveJob(more: Partial<Job> = {}, vm = 'web1', target = 'h2'): Job {
  return {
    id: vm,
    spec: {
      kind: 'move',
      mode: 'live',
      vm,
      uuid: 'ccd5929a-1cff-474c-93fa-ef9068940683',
      sourceHostId: 'h1',
      targetHostId: target,
      memoryMiB: 1024,
    },
    state: 'queued',
    phase: null,
    progress: null,
    cancellable: true,
    createdAt: 0,
    startedAt: null,
    endedAt: null,
    pauseMs: null,
    summary: null,
    error: null,
    log: [],
    findings: [],
    ...more,
  };
}
