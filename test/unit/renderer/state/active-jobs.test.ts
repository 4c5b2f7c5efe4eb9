import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isEnded,
  sameArrivals,
  sortJobsToHosts,
} from '../../../../src/renderer/state/active-jobs.ts';
import { type Job, jobStates } from '../../../../src/shared/model/job.ts';
import { sampleMoveJob } from '../../../support/sample-job.ts';

function byId(...jobs: Job[]): Record<string, Job> {
  return Object.fromEntries(jobs.map((job) => [job.id, job]));
}

describe('the jobs of a host', () => {
  it('are those of its VMs, and the moves on their way to it', () => {
    const move = sampleMoveJob({ state: 'running' });
    const power = sampleMoveJob({
      id: 'p',
      spec: { kind: 'power', action: 'reboot', vm: 'db', hostId: 'h2' },
    });
    const hosts = sortJobsToHosts(byId(move, power));
    expect(hosts.get('h1')?.here.get('web1')).toBe(move);
    expect(hosts.get('h2')?.here.get('db')).toBe(power);
    expect(hosts.get('h2')?.arriving).toEqual([move]);
  });

  it('leave out what is over, but not what is undecided', () => {
    const done = sampleMoveJob({ state: 'succeeded' }, 'a');
    const lost = sampleMoveJob({ state: 'undecided' }, 'b');
    const hosts = sortJobsToHosts(byId(done, lost));
    expect([...(hosts.get('h1')?.here.keys() ?? [])]).toEqual(['b']);
  });

  it('stay the same object for every host that nothing changed for', () => {
    const first = sampleMoveJob({ state: 'running' }, 'a', 'h2');
    const other = sampleMoveJob({
      id: 'p',
      spec: { kind: 'power', action: 'start', vm: 'x', hostId: 'h9' },
    });
    const before = sortJobsToHosts(byId(first, other));
    const after = sortJobsToHosts(byId({ ...first, phase: 'copy-memory' }, other), before);
    expect(after.get('h9')).toBe(before.get('h9'));
    expect(after.get('h1')).not.toBe(before.get('h1'));
  });

  it('count as the same arrivals whatever their progress, and not when one is added', () => {
    const job = sampleMoveJob({ state: 'running' });
    const before = sortJobsToHosts(byId(job));
    const later = sortJobsToHosts(byId({ ...job, phase: 'handover' }), before);
    expect(sameArrivals(before, later)).toBe(true);
    const more = sortJobsToHosts(byId(job, sampleMoveJob({ state: 'queued' }, 'b')));
    expect(sameArrivals(before, more)).toBe(false);
  });

  it('hold each job that matters at its hosts, and no other', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...jobStates), { maxLength: 20 }), (states) => {
        const jobs = states.map((state, at) => sampleMoveJob({ state }, `vm${at}`));
        const hosts = sortJobsToHosts(byId(...jobs));
        const wanted = jobs.filter((job) => !isEnded(job) || job.state === 'undecided');
        expect(hosts.get('h1')?.here.size ?? 0).toBe(wanted.length);
        expect(hosts.get('h2')?.arriving ?? []).toEqual(wanted);
      }),
    );
  });
});
