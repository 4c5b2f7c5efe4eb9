import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobEnd } from '../../../src/main/core/jobs/job-machine.ts';
import { openStore } from '../../../src/main/core/store/open-store.ts';
import { appError } from '../../../src/shared/app-error.ts';
import { type Job, type JobSpec, jobSchema } from '../../../src/shared/model/job.ts';
import { vmsOfJob } from '../../../src/shared/model/vms-of-job.ts';
import { err, ok } from '../../../src/shared/result.ts';
import { runs } from '../../support/properties.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import {
  move,
  openFile,
  openJobs,
  reboot,
  type Stage,
  started,
  succeeded,
  undecided,
} from '../../support/stepped-jobs.ts';

describe('the queue of jobs', () => {
  it('takes a job through its stages and writes down its beginning before it runs', async () => {
    const { jobs, reach, job, openInJournal } = openJobs();
    const [id = ''] = started(jobs, move('web1'));
    expect(job(id)?.state).toBe('checking');
    const checking = await reach('validate', 'web1');
    expect(checking.context.entries()).toEqual([]);
    checking.go(ok('plan'));
    const running = await reach('run', 'web1');
    expect(job(id)?.state).toBe('running');
    expect(running.context.entries().map(({ step }) => step)).toEqual(['begun']);
    running.go('report');
    const verifying = await reach('verify', 'web1');
    expect(job(id)).toMatchObject({ state: 'verifying', cancellable: false });
    expect(openInJournal()).toEqual([id]);
    verifying.go(succeeded);
    await jobs.idle();
    expect(job(id)).toMatchObject({ state: 'succeeded', summary: 'It is there.', error: null });
    expect(openInJournal()).toEqual([]);
  });

  it('keeps moves to the site’s limit, begins the next as one ends, and power actions at once', async () => {
    const { jobs, finish, job, seen } = openJobs({ concurrency: 1 });
    const ids = started(jobs, move('a'), move('b', 'xen-c', 'xen-d'), reboot('c'));
    expect(ids.map((id) => job(id)?.state)).toEqual(['checking', 'queued', 'checking']);
    await finish('a');
    await finish('b');
    await finish('c');
    await jobs.idle();
    expect(ids.map((id) => job(id)?.state)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(seen.filter((each) => each.endsWith('validate'))).toEqual([
      'a validate',
      'c validate',
      'b validate',
    ]);
  });

  it.each<[string, JobSpec]>([
    ['where it is', reboot('web1', 'xen-a')],
    ['where it goes', reboot('web1', 'xen-b')],
    ['by another move from there', move('web1', 'xen-b', 'xen-c')],
  ])('lets nothing else act on a VM that is moved, neither %s', (_what, spec) => {
    const { jobs, all } = openJobs();
    started(jobs, move('web1'));
    expect(jobs.start([spec])).toMatchObject({ ok: false, error: { code: 'vm-busy' } });
    expect(all()).toHaveLength(1);
    expect(jobs.start([reboot('web1', 'xen-c')]).ok).toBe(true);
  });

  it('takes all of several or none', () => {
    const { jobs, all, openInJournal } = openJobs();
    const both = jobs.start([move('a'), move('b'), move('a', 'xen-b', 'xen-c')]);
    expect(both).toMatchObject({ ok: false, error: { code: 'vm-busy' } });
    expect(all()).toEqual([]);
    expect(openInJournal()).toEqual([]);
  });

  it('does nothing of a job that was cancelled while it waited', async () => {
    const { jobs, job, finish, seen, openInJournal } = openJobs({ concurrency: 1 });
    const [first = '', second = ''] = started(jobs, move('a'), move('b', 'xen-c', 'xen-d'));
    expect(jobs.cancel(second)).toEqual(ok(undefined));
    expect(job(second)).toMatchObject({
      state: 'cancelled',
      summary: 'Cancelled before anything was done.',
    });
    await finish('a');
    await jobs.idle();
    expect(job(first)?.state).toBe('succeeded');
    expect(seen.some((each) => each.startsWith('b '))).toBe(false);
    expect(openInJournal()).toEqual([]);
  });

  it('does nothing of a job that was cancelled while it was checked', async () => {
    const { jobs, job, reach, seen } = openJobs();
    const [id = ''] = started(jobs, move('a'));
    const checking = await reach('validate', 'a');
    jobs.cancel(id);
    checking.go(ok('plan'));
    await jobs.idle();
    expect(job(id)?.state).toBe('cancelled');
    expect(seen).toEqual(['a validate']);
  });

  it('tells a running job that it is cancelled, and leaves the end to what is seen', async () => {
    const { jobs, job, reach } = openJobs();
    const [id = ''] = started(jobs, move('a'));
    (await reach('validate', 'a')).go(ok('plan'));
    const running = await reach('run', 'a');
    expect(jobs.cancel(id).ok).toBe(true);
    expect(running.context.cancelled.aborted).toBe(true);
    expect(job(id)?.state).toBe('running');
    running.go('report');
    (await reach('verify', 'a')).go(succeeded);
    await jobs.idle();
    expect(job(id)?.state).toBe('succeeded');
    expect(jobs.cancel(id)).toMatchObject({ ok: false, error: { code: 'not-possible-now' } });
  });

  it('cancels nothing past the point of no return', async () => {
    const { jobs, reach } = openJobs();
    const [id = ''] = started(jobs, move('a'));
    (await reach('validate', 'a')).go(ok('plan'));
    const running = await reach('run', 'a');
    running.context.tell({ type: 'no-return' });
    expect(jobs.cancel(id)).toMatchObject({ ok: false, error: { code: 'not-possible-now' } });
    expect(running.context.cancelled.aborted).toBe(false);
  });

  it('ends a job that may not begin with its reason, and holds the VM no longer', async () => {
    const { jobs, job, reach, seen } = openJobs();
    const [id = ''] = started(jobs, move('a'));
    const refusal = appError('preflight-refused', 'No room.', { details: 'xl: 5 MiB' });
    (await reach('validate', 'a')).go(err(refusal));
    await jobs.idle();
    expect(job(id)).toMatchObject({ state: 'failed', summary: 'No room.', error: refusal });
    expect(seen).toEqual(['a validate']);
    expect(jobs.start([move('a')]).ok).toBe(true);
  });

  it('says that nothing was done when it breaks before it began', async () => {
    const { jobs, job, reach, log } = openJobs();
    const [id = ''] = started(jobs, move('a'));
    (await reach('validate', 'a')).fail(new Error('a bug'));
    await jobs.idle();
    expect(job(id)).toMatchObject({
      state: 'failed',
      error: { code: 'internal', details: 'a bug', hint: 'Nothing was done.' },
    });
    expect(log.lines.some((line) => line.startsWith('error a job threw'))).toBe(true);
  });

  it.each<Stage>(['run', 'verify'])(
    'does not know what became of the VM when it breaks in %s, and holds it',
    async (broken) => {
      const { jobs, job, reach, openInJournal } = openJobs();
      const [id = ''] = started(jobs, move('a'));
      (await reach('validate', 'a')).go(ok('plan'));
      if (broken === 'verify') (await reach('run', 'a')).go('report');
      (await reach(broken, 'a')).fail(new Error('a bug'));
      await jobs.idle();
      expect(job(id)).toMatchObject({ state: 'undecided', error: { code: 'internal' } });
      expect(openInJournal()).toEqual([id]);
      expect(jobs.start([reboot('a')])).toMatchObject({ ok: false, error: { code: 'vm-busy' } });
    },
  );

  it.each(['open', 'record'] as const)(
    'does nothing when the journal cannot be written (%s)',
    async (method) => {
      const { journal } = openFile();
      const full = err(appError('store-unusable', 'The disk is full.'));
      const { jobs, reach, all, seen } = openJobs({
        journal: { ...journal, [method]: () => full },
      });
      const result = jobs.start([move('a')]);
      if (method === 'open') {
        expect(result).toEqual(full);
        expect(all()).toEqual([]);
        return;
      }
      (await reach('validate', 'a')).go(ok('plan'));
      await jobs.idle();
      expect(all()).toMatchObject([{ state: 'failed', error: { code: 'store-unusable' } }]);
      expect(seen).toEqual(['a validate']);
    },
  );

  it('closes without waiting for the hosts, and ends nothing by that', async () => {
    const { jobs, job, reach, openInJournal } = openJobs();
    const [id = ''] = started(jobs, move('a'));
    (await reach('validate', 'a')).go(ok('plan'));
    const running = await reach('run', 'a');
    running.context.closing.addEventListener('abort', () => running.go('left'));
    const closed = jobs.close();
    (await reach('verify', 'a')).go(undecided);
    await closed;
    expect(running.context.closing.aborted).toBe(true);
    expect(running.context.cancelled.aborted).toBe(false);
    expect(job(id)?.endedAt).toBeNull();
    expect(openInJournal()).toEqual([id]);
  });

  it('never has two jobs on one VM, whatever is asked for and however it goes', async () => {
    const host = fc.constantFrom('xen-a', 'xen-b', 'xen-c');
    const vm = fc.constantFrom('a', 'b', 'c');
    const spec = fc.oneof(
      fc.tuple(vm, host, host).map(([name, from, to]) => move(name, from, to)),
      fc.tuple(vm, host).map(([name, on]) => reboot(name, on)),
    );
    const end = fc.constantFrom<JobEnd>(succeeded, undecided, { state: 'failed', summary: 'x' });
    const step = fc.oneof(
      fc
        .array(spec, { minLength: 1, maxLength: 3 })
        .map((specs) => ({ do: 'start', specs }) as const),
      fc.nat().map((which) => ({ do: 'cancel', which }) as const),
      fc.tuple(fc.nat(), end).map(([which, how]) => ({ do: 'go', which, how }) as const),
      fc.nat().map((which) => ({ do: 'dismiss', which }) as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const store = openStore(':memory:', { log: recordingLog() });
        if (!store.ok) throw new Error(store.error.message);
        const { jobs, waiting, all } = openJobs({ journal: store.value.journal, concurrency: 2 });
        for (const one of steps) {
          const ids = all().map(({ id }) => id);
          if (one.do === 'start') jobs.start(one.specs);
          if (one.do === 'cancel' && ids.length > 0) jobs.cancel(ids[one.which % ids.length] ?? '');
          if (one.do === 'dismiss' && ids.length > 0)
            jobs.dismiss(ids[one.which % ids.length] ?? '');
          const stage = one.do === 'go' ? waiting[one.which % waiting.length] : undefined;
          if (one.do === 'go' && stage) {
            stage.go({ validate: ok(''), run: '', rejoin: '', verify: one.how }[stage.stage]);
          }
          await new Promise((resolve) => setImmediate(resolve));
          mustHold(all());
        }
        store.value.close();
      }),
      { numRuns: runs(60) },
    );
  });
});

function mustHold(jobs: readonly Job[]): void {
  for (const job of jobs) expect(jobSchema.parse(job)).toEqual(job);
  const busy = jobs.filter(({ endedAt, state }) => endedAt === null || state === 'undecided');
  const held = busy.flatMap(({ spec }) => [
    ...new Set(vmsOfJob(spec).map(({ hostId, name }) => `${name} ${hostId}`)),
  ]);
  expect(new Set(held).size).toBe(held.length);
  const active = jobs.filter(({ state }) => ['checking', 'running', 'verifying'].includes(state));
  expect(active.filter(({ spec }) => spec.kind === 'move').length).toBeLessThanOrEqual(2);
}
