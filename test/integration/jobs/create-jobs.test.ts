import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJobs, type Jobs } from '../../../src/main/core/jobs/create-jobs.ts';
import {
  type DefinedJob,
  defineJob,
  type JobContext,
} from '../../../src/main/core/jobs/define-job.ts';
import type { JobEnd } from '../../../src/main/core/jobs/job-machine.ts';
import type { JobJournal } from '../../../src/main/core/store/job-journal.ts';
import { openStore, type Store } from '../../../src/main/core/store/open-store.ts';
import { appError } from '../../../src/shared/app-error.ts';
import { applyEvent, emptySite } from '../../../src/shared/model/apply-event.ts';
import { type Job, type JobSpec, jobSchema } from '../../../src/shared/model/job.ts';
import type { SiteState } from '../../../src/shared/model/site.ts';
import { err, ok, type Result } from '../../../src/shared/result.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { moveSpec } from '../../support/sample-move.ts';
import { until } from '../../support/until.ts';

let folder: string;
let ids = 0;
const stores: Store[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobs-'));
});
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  rmSync(folder, { recursive: true });
});

function openFile(): Store {
  const store = openStore(join(folder, 'site.sqlite'), { log: recordingLog() });
  if (!store.ok) throw new Error(store.error.message);
  stores.push(store.value);
  return store.value;
}

type MoveSpec = Extract<JobSpec, { kind: 'move' }>;
const move = (vm: string, source = 'xen-a', target = 'xen-b'): MoveSpec => ({
  ...moveSpec,
  vm,
  sourceHostId: source,
  targetHostId: target,
});
const reboot = (vm: string, hostId = 'xen-a'): JobSpec => ({
  kind: 'power',
  action: 'reboot',
  vm,
  hostId,
});

/** What one stage of a job is waiting for: a test lets it go on, with a value or a throw. */
type Stage = 'validate' | 'run' | 'rejoin' | 'verify';
interface Waiting {
  stage: Stage;
  context: JobContext<JobSpec>;
  go(value: unknown): void;
  fail(error: Error): void;
}

/** A console's jobs, each stage of which waits for the test. */
function openJobs(options: { journal?: JobJournal; concurrency?: number } = {}) {
  const store = options.journal ? null : openFile();
  const waiting: Waiting[] = [];
  const log = recordingLog();
  let site: SiteState = emptySite;
  let clock = 100;
  const seen: string[] = [];

  function stage<T>(name: Stage, context: JobContext<JobSpec>): Promise<T> {
    seen.push(`${context.spec.vm} ${name}`);
    return new Promise((resolve, reject) => {
      const one: Waiting = {
        stage: name,
        context,
        go: (value) => {
          waiting.splice(waiting.indexOf(one), 1);
          resolve(value as T);
        },
        fail: (error) => {
          waiting.splice(waiting.indexOf(one), 1);
          reject(error);
        },
      };
      waiting.push(one);
    });
  }
  const own = (context: JobContext<never>) => context as unknown as JobContext<JobSpec>;
  const stages = {
    validate: (context: JobContext<never>) => stage<Result<string>>('validate', own(context)),
    run: (context: JobContext<never>) => stage<string>('run', own(context)),
    rejoin: (context: JobContext<never>) => stage<string>('rejoin', own(context)),
    verify: (context: JobContext<never>) => stage<JobEnd>('verify', own(context)),
  };
  const definitions: DefinedJob[] = [
    defineJob<MoveSpec, string, string>({
      ...stages,
      kind: 'move',
      claims: ({ vm, sourceHostId, targetHostId }) => ({
        vms: [
          { hostId: sourceHostId, name: vm },
          { hostId: targetHostId, name: vm },
        ],
        move: { sourceHostId, targetHostId },
      }),
    }),
    defineJob<Extract<JobSpec, { kind: 'power' }>, string, string>({
      ...stages,
      kind: 'power',
      claims: ({ hostId, vm }) => ({ vms: [{ hostId, name: vm }], move: null }),
    }),
  ];
  const jobs = createJobs({
    definitions,
    journal: options.journal ?? (store as Store).journal,
    moveConcurrency: () => options.concurrency ?? 2,
    emit: (events) => {
      for (const event of events) site = applyEvent(site, event);
    },
    log,
    now: () => clock++,
    newId: () => `job${++ids}`,
  });
  const at = (name: Stage, vm: string) =>
    waiting.find((one) => one.stage === name && one.context.spec.vm === vm);
  return {
    jobs,
    log,
    seen,
    waiting,
    /** The console is killed: nothing more is written, whatever was under way. */
    kill() {
      store?.close();
      stores.splice(stores.indexOf(store as Store), 1);
    },
    job: (id: string) => site.jobs[id],
    all: () => Object.values(site.jobs),
    reach: (name: Stage, vm: string) => until(() => at(name, vm), `${vm} at ${name}`),
    /** Takes a job from where it is to its end. */
    async finish(vm: string, end: JobEnd = succeeded) {
      for (const name of ['validate', 'run', 'verify'] as const) {
        const values = { validate: ok('plan'), run: 'report', verify: end };
        (await until(() => at(name, vm), `${vm} at ${name}`)).go(values[name]);
      }
    },
    openInJournal(): string[] {
      const open = (store as Store).journal.openJobs();
      if (!open.ok) throw new Error(open.error.message);
      return open.value.jobs.map(({ id }) => id);
    },
  };
}

const succeeded: JobEnd = { state: 'succeeded', summary: 'It is there.' };
const undecided: JobEnd = { state: 'undecided', summary: 'Who knows.' };

function started(jobs: Jobs, ...specs: JobSpec[]): string[] {
  const result = jobs.start(specs);
  if (!result.ok) throw new Error(result.error.message);
  return result.value.jobIds;
}

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
      { numRuns: 60 },
    );
  });
});

function mustHold(jobs: readonly Job[]): void {
  for (const job of jobs) expect(jobSchema.parse(job)).toEqual(job);
  const busy = jobs.filter(({ endedAt, state }) => endedAt === null || state === 'undecided');
  const held = busy.flatMap(({ spec }) =>
    spec.kind === 'power'
      ? [`${spec.vm} ${spec.hostId}`]
      : [...new Set([`${spec.vm} ${spec.sourceHostId}`, `${spec.vm} ${spec.targetHostId}`])],
  );
  expect(new Set(held).size).toBe(held.length);
  const active = jobs.filter(({ state }) => ['checking', 'running', 'verifying'].includes(state));
  expect(active.filter(({ spec }) => spec.kind === 'move').length).toBeLessThanOrEqual(2);
}

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
