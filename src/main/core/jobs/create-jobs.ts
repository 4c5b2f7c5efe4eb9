import { randomUUID } from 'node:crypto';
import { type AppError, appError } from '../../../shared/app-error.ts';
import type { Job, JobSpec } from '../../../shared/model/job.ts';
import type { SiteEvent } from '../../../shared/model/site.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Log } from '../log.ts';
import type { JobJournal, JournalEntry } from '../store/job-journal.ts';
import type { DefinedJob, JobClaims, JobContext } from './define-job.ts';
import {
  hasEnded,
  isPausable,
  type JobEnd,
  type JobEvent,
  newJob,
  recoveredJob,
  stepJob,
} from './job-machine.ts';
import { nextStartable } from './next-startable.ts';

export interface Jobs {
  /** Queues these in order; all or, when one of them cannot be, none. Each is journaled first. */
  start(specs: readonly JobSpec[]): Result<{ jobIds: string[] }>;
  /** Queues one under an id that was written down before. */
  startAs(jobId: string, spec: JobSpec): Result<void>;
  /** As it is now; undefined: there is none, or it was dismissed. */
  jobOf(jobId: string): Job | undefined;
  /** Calls the listener after every change of any job. Gives what ends that. */
  watch(listener: () => void): () => void;
  /** A plan begins no more moves until it is resumed. */
  pause(jobId: string, paused: boolean): Result<void>;
  /** Asks a job to end what it began; `not-possible-now` from its point of no return on. */
  cancel(jobId: string): Result<void>;
  /** Takes an ended job out of the tray, a plan with its ended moves. An undecided one is given up. */
  dismiss(jobId: string): Result<void>;
  /** Looks at the hosts again; settles an undecided job if what is there is clear now. */
  recheck(jobId: string): Promise<Result<void>>;
  /** At start: takes up every job that the journal says was open, and those in the tray. */
  recover(tray: readonly Job[]): Result<void>;
  /** A host or image server has come online: undecided jobs that touch it are looked at again. */
  hostOnline(hostId: string): void;
  /** Resolves when nothing is queued or running. */
  idle(): Promise<void>;
  /** Stops watching; what runs on the hosts goes on there, and the next start finds it. */
  close(): Promise<void>;
}

interface Entry {
  job: Job;
  claims: JobClaims;
  entries: JournalEntry[];
  cancelled: AbortController;
  /** Null while it waits and once it has ended. */
  work: Promise<void> | null;
}

/** The journal's step that says: from here on something may have happened on a host. */
const begunStep = 'begun';

/**
 * The kernel of everything that changes the site: a queue with a limit, one job per VM, a journal
 * on disk before each act, and recovery. What a job does is its definition's business.
 */
export function createJobs(options: {
  definitions: readonly DefinedJob[];
  journal: JobJournal;
  moveConcurrency: () => number;
  emit: (events: readonly SiteEvent[]) => void;
  log: Log;
  now?: () => number;
  newId?: () => string;
}): Jobs {
  const { definitions, journal, moveConcurrency, emit, log } = options;
  const now = options.now ?? Date.now;
  const newId = options.newId ?? randomUUID;
  const entries = new Map<string, Entry>();
  const closing = new AbortController();
  const idleWaiters: (() => void)[] = [];
  const watchers = new Set<() => void>();

  function definitionOf(spec: JobSpec): DefinedJob {
    const found = definitions.find((definition) => definition.kind === spec.kind);
    if (!found) throw new Error(`no definition for jobs of kind ${spec.kind}`);
    return found;
  }

  function tell(event: SiteEvent): void {
    emit([event]);
    for (const watcher of watchers) watcher();
  }

  function apply(entry: Entry, event: JobEvent): void {
    const next = stepJob(entry.job, event);
    if (next === entry.job) return;
    entry.job = next;
    tell({ type: 'job-put', job: next });
  }

  function record(entry: Entry, step: string, data: Record<string, unknown>): Result<void> {
    const line: JournalEntry = { at: now(), step, data };
    const written = journal.record(entry.job.id, line);
    if (written.ok) entry.entries.push(line);
    else log.error({ job: entry.job.id, step, error: written.error }, 'journal not written');
    return written;
  }

  function contextOf(entry: Entry): JobContext<JobSpec> {
    return {
      id: entry.job.id,
      spec: entry.job.spec,
      job: () => entry.job,
      cancelled: entry.cancelled.signal,
      closing: closing.signal,
      now,
      journal: (step, data = {}) => record(entry, step, data),
      entries: () => entry.entries,
      tell: (event) => {
        if (!closing.signal.aborted) apply(entry, event);
      },
    };
  }

  function end(entry: Entry, how: JobEnd): void {
    // An undecided job stays open: the next start looks again.
    if (how.state !== 'undecided') {
      const closed = journal.close(entry.job.id, now());
      if (!closed.ok) log.error({ job: entry.job.id, error: closed.error }, 'job not closed');
    }
    log.info({ job: entry.job.id, spec: entry.job.spec, end: how }, 'job ended');
    apply(entry, { type: 'end', at: now(), end: how });
  }

  function launch(entry: Entry, act: () => Promise<JobEnd>): void {
    entry.work = (async () => {
      let how: JobEnd;
      try {
        how = await act();
      } catch (thrown) {
        // A bug of ours: what became of the VM is not known, so the hosts have to be looked at.
        log.error({ job: entry.job.id, err: thrown }, 'a job threw');
        how = brokenEnd(entry, thrown);
      }
      entry.work = null;
      if (closing.signal.aborted) return;
      end(entry, how);
      pump();
    })();
  }

  function pump(): void {
    if (closing.signal.aborted) return;
    const all = [...entries.values()];
    const waiting = all
      .filter((entry) => entry.job.state === 'queued')
      .map((entry) => ({ id: entry.job.id, claims: entry.claims }));
    const running = all.filter((entry) => entry.work !== null).map((entry) => entry.claims);
    for (const id of nextStartable(waiting, running, moveConcurrency())) {
      const entry = entries.get(id);
      if (entry) begin(entry);
    }
    if ([...entries.values()].every((entry) => entry.work === null)) {
      for (const wake of idleWaiters.splice(0)) wake();
    }
  }

  function begin(entry: Entry): void {
    apply(entry, { type: 'check' });
    launch(entry, () =>
      definitionOf(entry.job.spec).drive(contextOf(entry), {
        begin() {
          const begun = record(entry, begunStep, {});
          if (begun.ok) apply(entry, { type: 'run', at: now() });
          return begun;
        },
        verifying: () => apply(entry, { type: 'verify' }),
      }),
    );
  }

  function lookAgain(entry: Entry): void {
    entry.cancelled = new AbortController();
    launch(entry, () =>
      definitionOf(entry.job.spec).recover(contextOf(entry), {
        verifying: () => apply(entry, { type: 'verify' }),
      }),
    );
  }

  function holderOf(vm: VmRef): Job | undefined {
    for (const { job, claims } of entries.values()) {
      if (hasEnded(job) && job.state !== 'undecided') continue;
      if (claims.vms.some((held) => held.hostId === vm.hostId && held.name === vm.name)) return job;
    }
    return undefined;
  }

  function add(job: Job, past: JournalEntry[]): Entry {
    const entry: Entry = {
      job,
      claims: definitionOf(job.spec).claims(job.spec),
      entries: past,
      cancelled: new AbortController(),
      work: null,
    };
    entries.set(job.id, entry);
    tell({ type: 'job-put', job });
    return entry;
  }

  function enqueue(spec: JobSpec, id = newId()): Result<string> {
    for (const vm of definitionOf(spec).claims(spec).vms) {
      const holder = holderOf(vm);
      if (holder) return err(busy(vm.name, holder));
    }
    const job = newJob(id, spec, now());
    const opened = journal.open({ id: job.id, spec, createdAt: job.createdAt });
    if (!opened.ok) return opened;
    add(job, []);
    return ok(job.id);
  }

  function forget(jobId: string): void {
    journal.close(jobId, now());
    entries.delete(jobId);
    tell({ type: 'job-removed', jobId });
  }

  return {
    start(specs) {
      const jobIds: string[] = [];
      for (const spec of specs) {
        const queued = enqueue(spec);
        if (!queued.ok) {
          for (const id of jobIds) forget(id);
          return queued;
        }
        jobIds.push(queued.value);
      }
      pump();
      return ok({ jobIds });
    },
    startAs(jobId, spec) {
      const queued = enqueue(spec, jobId);
      if (queued.ok) pump();
      return queued.ok ? ok(undefined) : queued;
    },
    jobOf: (jobId) => entries.get(jobId)?.job,
    watch(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    pause(jobId, paused) {
      const entry = entries.get(jobId);
      if (!entry) return err(unknownJob(jobId));
      if (!isPausable(entry.job)) {
        return err(appError('not-possible-now', 'Only a plan that still begins moves is paused.'));
      }
      apply(entry, { type: 'pause', paused });
      return ok(undefined);
    },
    cancel(jobId) {
      const entry = entries.get(jobId);
      if (!entry) return err(unknownJob(jobId));
      if (hasEnded(entry.job) || !entry.job.cancellable) return err(tooLate(entry.job));
      entry.cancelled.abort();
      if (entry.job.state === 'queued') {
        end(entry, { state: 'cancelled', summary: 'Cancelled before anything was done.' });
        pump();
      }
      return ok(undefined);
    },
    dismiss(jobId) {
      const entry = entries.get(jobId);
      if (!entry) return err(unknownJob(jobId));
      if (!hasEnded(entry.job)) {
        return err(appError('not-possible-now', 'This job has not ended; cancel it first.'));
      }
      for (const { job } of [...entries.values()]) {
        const ofIt = job.spec.kind === 'move' && job.spec.plan === jobId;
        if (ofIt && hasEnded(job) && job.state !== 'undecided') forget(job.id);
      }
      forget(jobId);
      return ok(undefined);
    },
    async recheck(jobId) {
      const entry = entries.get(jobId);
      if (!entry) return err(unknownJob(jobId));
      if (entry.job.state !== 'undecided') {
        return err(appError('not-possible-now', 'Only an undecided job is looked at again.'));
      }
      apply(entry, { type: 'reopen' });
      lookAgain(entry);
      await entry.work;
      return ok(undefined);
    },
    recover(tray) {
      const open = journal.openJobs();
      if (!open.ok) return open;
      const openIds = new Set(open.value.jobs.map((job) => job.id));
      for (const job of tray) if (hasEnded(job) && !openIds.has(job.id)) add(job, []);
      for (const id of open.value.unreadable) log.error({ job: id }, 'an open job is unreadable');
      // All of them first: a plan asks after its moves.
      const found = open.value.jobs.map((past) => {
        const begun = past.entries.find((line) => line.step === begunStep);
        const { id, spec, createdAt } = past;
        const job = begun
          ? recoveredJob(id, spec, createdAt, begun.at)
          : newJob(id, spec, createdAt);
        return { entry: add(job, past.entries), begun: begun !== undefined };
      });
      for (const { entry, begun } of found) {
        if (begun) lookAgain(entry);
        else end(entry, neverBegan);
      }
      return ok(undefined);
    },
    hostOnline(hostId) {
      for (const entry of entries.values()) {
        if (entry.job.state !== 'undecided') continue;
        const { anyHost, serverId, vms } = entry.claims;
        const tells = serverId === hostId || vms.some((vm) => vm.hostId === hostId);
        if (!anyHost && !tells) continue;
        apply(entry, { type: 'reopen' });
        lookAgain(entry);
      }
    },
    idle() {
      const busyNow = [...entries.values()].some(
        (entry) => entry.work !== null || entry.job.state === 'queued',
      );
      return busyNow ? new Promise((resolve) => idleWaiters.push(resolve)) : Promise.resolve();
    },
    async close() {
      closing.abort();
      await Promise.all([...entries.values()].map((entry) => entry.work));
    },
  };
}

const neverBegan: JobEnd = {
  state: 'cancelled',
  summary: 'The console ended before this began; nothing was done.',
};

function brokenEnd(entry: Entry, thrown: unknown): JobEnd {
  const begun = entry.entries.some((line) => line.step === begunStep);
  const error = appError('internal', 'Something went wrong inside the console itself.', {
    details: thrown instanceof Error ? thrown.message : String(thrown),
    hint: begun ? 'Check the job again: that looks at the hosts.' : 'Nothing was done.',
  });
  return { state: begun ? 'undecided' : 'failed', summary: error.message, error };
}

function unknownJob(jobId: string): AppError {
  return appError('job-not-found', `There is no job ${jobId}.`);
}

function tooLate(job: Job): AppError {
  return appError(
    'not-possible-now',
    hasEnded(job)
      ? 'This job has ended already.'
      : 'This job is past the point where it could be taken back.',
  );
}

function busy(vm: string, holder: Job): AppError {
  const undecided = holder.state === 'undecided';
  return appError(
    'vm-busy',
    undecided
      ? `What became of the last job on ${vm} is not known.`
      : `Another job works on ${vm}.`,
    {
      hint: undecided
        ? 'Check that job again, or dismiss it once you have looked at the hosts.'
        : 'Wait for it, or cancel it.',
    },
  );
}
