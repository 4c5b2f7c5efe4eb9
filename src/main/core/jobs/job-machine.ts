import type { AppError } from '../../../shared/app-error.ts';
import {
  endedJobStates,
  type Job,
  type JobSpec,
  type MovePhase,
  movePhases,
  type PlanCounts,
} from '../../../shared/model/job.ts';

/** How a job ended, as its definition found out by looking. */
export interface JobEnd {
  state: 'succeeded' | 'failed' | 'cancelled' | 'undecided';
  /** One sentence: what happened. */
  summary: string;
  error?: AppError;
  findings?: Job['findings'];
}

/** Everything that can happen to a job. Times in ms since the epoch. */
export type JobEvent =
  | { type: 'check' }
  | { type: 'run'; at: number }
  | { type: 'phase'; phase: MovePhase }
  | { type: 'progress'; progress: NonNullable<Job['progress']> }
  | { type: 'paused-for'; ms: number }
  | { type: 'log'; lines: readonly string[] }
  /** Of a plan: how far it is. */
  | { type: 'plan'; counts: PlanCounts }
  /** Of a plan: to begin no more moves, or to go on. */
  | { type: 'pause'; paused: boolean }
  /** From here on the outcome lies with the hosts. */
  | { type: 'no-return' }
  | { type: 'verify' }
  /** Only in recovery: what was begun is still going on over there. */
  | { type: 'rejoin'; cancellable: boolean }
  | { type: 'end'; at: number; end: JobEnd }
  /** The user wants an undecided job looked at again. */
  | { type: 'reopen' };

const keptLogLines = 500;

const noMoves = {
  paused: false,
  moved: 0,
  running: 0,
  leftOut: 0,
  failed: 0,
  round: 1,
  rounds: 1,
};

export function newJob(id: string, spec: JobSpec, createdAt: number): Job {
  return {
    id,
    spec,
    state: 'queued',
    phase: null,
    progress: null,
    ...(spec.kind === 'plan' ? { plan: { ...noMoves, moves: spec.moves } } : {}),
    cancellable: true,
    createdAt,
    startedAt: null,
    endedAt: null,
    pauseMs: null,
    summary: null,
    error: null,
    log: [],
    findings: [],
  };
}

export function hasEnded(job: Job): boolean {
  return endedJobStates.includes(job.state);
}

/**
 * The only place where a job's state changes. An event that has no meaning in the present state
 * changes nothing (the same object comes back): phases never go back, what cannot be cancelled
 * never can be again, and of the ends only `undecided` is left again.
 */
export function stepJob(job: Job, event: JobEvent): Job {
  switch (event.type) {
    case 'check':
      return job.state === 'queued' ? { ...job, state: 'checking' } : job;
    case 'run':
      return job.state === 'checking' ? { ...job, state: 'running', startedAt: event.at } : job;
    case 'phase':
      return isUnderWay(job) && isLater(event.phase, job.phase)
        ? { ...job, phase: event.phase }
        : job;
    case 'progress':
      return job.state === 'running' ? { ...job, progress: forward(job, event.progress) } : job;
    case 'paused-for':
      return hasEnded(job) ? job : { ...job, pauseMs: event.ms };
    case 'log':
      return hasEnded(job) || event.lines.length === 0
        ? job
        : { ...job, log: [...job.log, ...event.lines].slice(-keptLogLines) };
    case 'plan':
      return job.plan && !hasEnded(job)
        ? { ...job, plan: { ...event.counts, paused: job.plan.paused } }
        : job;
    case 'pause':
      return isPausable(job) && job.plan?.paused !== event.paused
        ? { ...job, plan: { ...job.plan, paused: event.paused } }
        : job;
    case 'no-return':
      return job.cancellable && !hasEnded(job) ? { ...job, cancellable: false } : job;
    case 'verify':
      return job.state === 'running' ? { ...job, state: 'verifying', cancellable: false } : job;
    case 'rejoin':
      return job.state === 'verifying'
        ? { ...job, state: 'running', cancellable: event.cancellable, log: [] }
        : job;
    case 'end':
      return hasEnded(job) ? job : ended(job, event.end, event.at);
    case 'reopen':
      return job.state === 'undecided'
        ? { ...job, state: 'verifying', summary: null, error: null, findings: [], endedAt: null }
        : job;
  }
}

/** A job found in the journal after a restart: begun, and not known how it went. */
export function recoveredJob(id: string, spec: JobSpec, createdAt: number, begunAt: number): Job {
  return {
    ...newJob(id, spec, createdAt),
    state: 'verifying',
    cancellable: false,
    startedAt: begunAt,
    summary: 'The console ended while this was under way; looking at the hosts.',
  };
}

function ended(job: Job, end: JobEnd, at: number): Job {
  return {
    ...job,
    state: end.state,
    phase: end.state === 'succeeded' && job.phase !== null ? 'done' : job.phase,
    progress:
      end.state === 'succeeded' && job.progress ? { ...job.progress, fraction: 1 } : job.progress,
    cancellable: false,
    endedAt: at,
    summary: end.summary,
    error: end.error ?? null,
    findings: end.findings ?? [],
  };
}

/** A plan that still begins moves: not one that only waits for those that run. */
export function isPausable(job: Job): job is Job & { plan: NonNullable<Job['plan']> } {
  return job.plan !== undefined && job.cancellable && !hasEnded(job);
}

function isUnderWay(job: Job): boolean {
  return job.state === 'running' || job.state === 'verifying';
}

function isLater(phase: MovePhase, than: MovePhase | null): boolean {
  return than === null || movePhases.indexOf(phase) > movePhases.indexOf(than);
}

/** A bar that goes back looks broken, and a full one looks done. */
function forward(job: Job, next: NonNullable<Job['progress']>): NonNullable<Job['progress']> {
  const fraction = Math.min(0.99, Math.max(next.fraction, job.progress?.fraction ?? 0));
  return { ...next, fraction };
}
