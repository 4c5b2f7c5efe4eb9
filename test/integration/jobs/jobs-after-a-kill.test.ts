import { describe, expect, it } from 'vitest';
import type { Job } from '../../../src/shared/model/job.ts';
import { ok } from '../../../src/shared/result.ts';

import {
  move,
  openJobs,
  reboot,
  started,
  succeeded,
  undecided,
} from '../../support/stepped-jobs.ts';

describe('after the console was killed', () => {
  it('a job that had not begun is told as such, and nothing is done', async () => {
    const before = openJobs({ concurrency: 1 });
    const [checked = '', queued = ''] = started(before.jobs, move('a'), move('b', 'xen-c'));
    await before.reach('validate', 'a');
    before.kill();

    const after = openJobs();
    expect(after.jobs.recover([])).toEqual(ok(undefined));
    await after.jobs.idle();
    for (const id of [checked, queued]) {
      expect(after.job(id)).toMatchObject({
        state: 'cancelled',
        summary: 'The console ended before this began; nothing was done.',
      });
    }
    expect(after.seen).toEqual([]);
    expect(after.openInJournal()).toEqual([]);
  });

  it('a job that had begun is rejoined and looked at, never run again, with all it had written down', async () => {
    const before = openJobs();
    const [id = ''] = started(before.jobs, move('a'));
    (await before.reach('validate', 'a')).go(ok('plan'));
    const running = await before.reach('run', 'a');
    running.context.journal('moving', { configPath: '/etc/xen/a.cfg' });
    before.kill();

    const after = openJobs();
    after.jobs.recover([]);
    expect(after.job(id)).toMatchObject({ state: 'verifying', startedAt: expect.any(Number) });
    const found = await after.reach('rejoin', 'a');
    expect(found.context.entries()).toMatchObject([
      { step: 'begun' },
      { step: 'moving', data: { configPath: '/etc/xen/a.cfg' } },
    ]);
    // Until it is known what became of it, nobody else may act on it.
    expect(after.jobs.start([reboot('a')])).toMatchObject({ ok: false });
    found.context.tell({ type: 'rejoin', cancellable: true });
    expect(after.job(id)).toMatchObject({ state: 'running', cancellable: true });
    found.go('report');
    (await after.reach('verify', 'a')).go(succeeded);
    await after.jobs.idle();
    expect(after.job(id)?.state).toBe('succeeded');
    expect(after.openInJournal()).toEqual([]);
    expect(after.seen).toEqual(['a rejoin', 'a verify']);
  });

  it('a job that breaks while it is rejoined stays undecided', async () => {
    const before = openJobs();
    const [id = ''] = started(before.jobs, move('a'));
    (await before.reach('validate', 'a')).go(ok('plan'));
    await before.reach('run', 'a');
    before.kill();
    const after = openJobs();
    after.jobs.recover([]);
    (await after.reach('rejoin', 'a')).fail(new Error('a bug'));
    await after.jobs.idle();
    expect(after.job(id)?.state).toBe('undecided');
    expect(after.openInJournal()).toEqual([id]);
  });

  it('an undecided job is looked at again at each start, until it is decided or given up', async () => {
    const first = openJobs();
    const [id = ''] = started(first.jobs, move('a'));
    await first.finish('a', undecided);
    await first.jobs.idle();
    first.kill();

    const second = openJobs();
    second.jobs.recover([]);
    (await second.reach('rejoin', 'a')).go('report');
    (await second.reach('verify', 'a')).go(undecided);
    await second.jobs.idle();
    expect(second.job(id)?.state).toBe('undecided');
    expect(second.jobs.dismiss(id)).toEqual(ok(undefined));
    expect(second.all()).toEqual([]);
    expect(second.jobs.start([reboot('a')]).ok).toBe(true);
    second.kill();

    const third = openJobs();
    third.jobs.recover([]);
    expect(third.all().map(({ spec }) => spec.kind)).toEqual(['power']);
  });

  it('the tray is as it was left, but for what the journal knows better', async () => {
    const before = openJobs();
    const [ended = '', open = ''] = started(before.jobs, move('a'), move('b', 'xen-c', 'xen-d'));
    await before.finish('a');
    (await before.reach('validate', 'b')).go(ok('plan'));
    await before.reach('run', 'b');
    const tray = [...before.all(), { ...before.all()[1], state: 'failed' } as Job];
    before.kill();
    const after = openJobs();
    after.jobs.recover(tray);
    expect(after.job(ended)).toEqual(tray[0]);
    expect(after.job(open)?.state).toBe('verifying');
    expect(after.all()).toHaveLength(2);
  });

  it('jobs in the tray whose end was shown hold nothing', () => {
    const { jobs } = openJobs();
    jobs.recover([
      { ...(JSON.parse(JSON.stringify(sampleEnded)) as Job), id: 'old', spec: move('a') },
    ]);
    expect(jobs.start([reboot('a')]).ok).toBe(true);
  });
});

const sampleEnded: Job = {
  id: 'x',
  spec: move('a'),
  state: 'succeeded',
  phase: 'done',
  progress: null,
  cancellable: false,
  createdAt: 1,
  startedAt: 2,
  endedAt: 3,
  pauseMs: null,
  summary: 'x',
  error: null,
  log: [],
  findings: [],
};

describe('an undecided job', () => {
  async function leaveUndecided() {
    const opened = openJobs();
    const [id = ''] = started(opened.jobs, move('a'));
    await opened.finish('a', { ...undecided, findings: [{ hostId: 'xen-b', text: 'away' }] });
    await opened.jobs.idle();
    return { ...opened, id };
  }

  it('is looked at again when the user asks', async () => {
    const { jobs, id, job, reach } = await leaveUndecided();
    const again = jobs.recheck(id);
    expect(job(id)).toMatchObject({ state: 'verifying', findings: [] });
    (await reach('rejoin', 'a')).go('report');
    (await reach('verify', 'a')).go(succeeded);
    expect(await again).toEqual(ok(undefined));
    expect(job(id)?.state).toBe('succeeded');
    expect(await jobs.recheck(id)).toMatchObject({ error: { code: 'not-possible-now' } });
    expect(await jobs.recheck('other')).toMatchObject({ error: { code: 'job-not-found' } });
  });

  it('is looked at again by itself when one of its hosts comes back, and no other', async () => {
    const { jobs, id, job, reach, waiting } = await leaveUndecided();
    jobs.hostOnline('xen-c');
    expect(job(id)?.state).toBe('undecided');
    jobs.hostOnline('xen-b');
    jobs.hostOnline('xen-a');
    expect(job(id)?.state).toBe('verifying');
    (await reach('rejoin', 'a')).go('report');
    expect(waiting.filter(({ stage }) => stage === 'rejoin')).toEqual([]);
    (await reach('verify', 'a')).go(undecided);
    await jobs.idle();
    expect(job(id)?.state).toBe('undecided');
  });

  it('is given up when it is dismissed; one that runs cannot be', async () => {
    const { jobs, id, all, openInJournal, reach } = await leaveUndecided();
    const again = jobs.recheck(id);
    expect(jobs.dismiss(id)).toMatchObject({ ok: false, error: { code: 'not-possible-now' } });
    (await reach('rejoin', 'a')).go('report');
    (await reach('verify', 'a')).go(undecided);
    await again;
    expect(jobs.dismiss(id)).toEqual(ok(undefined));
    expect(all()).toEqual([]);
    expect(openInJournal()).toEqual([]);
    expect(jobs.dismiss(id)).toMatchObject({ error: { code: 'job-not-found' } });
  });
});
