import { endedJobStates, type Job } from '../../../shared/model/job.ts';

export const jobFilters = ['all', 'active', 'attention', 'ended'] as const;
export type JobFilter = (typeof jobFilters)[number];

/** Where a job belongs in the tray: what needs the user first, what is over last. */
export type JobPart = 'undecided' | 'running' | 'queued' | 'ended';

export function jobPart(job: Job): JobPart {
  if (job.state === 'undecided') return 'undecided';
  if (job.state === 'queued') return 'queued';
  return endedJobStates.includes(job.state) ? 'ended' : 'running';
}

const ranks: Record<JobPart, number> = { undecided: 0, running: 1, queued: 2, ended: 3 };

/**
 * Jobs with a row of their own: a plan's moves are in its row, but for what somebody has to look at.
 */
export function hasOwnRow({ spec, state }: Job, jobs: Readonly<Record<string, Job>>): boolean {
  if (spec.kind !== 'move' || spec.plan === undefined || state === 'undecided') return true;
  return !Object.hasOwn(jobs, spec.plan);
}

/** The moves of a plan in the order in which they were begun. */
export function movesOf(planJobId: string, jobs: Readonly<Record<string, Job>>): Job[] {
  return Object.values(jobs)
    .filter(({ spec }) => spec.kind === 'move' && spec.plan === planJobId)
    .sort((a, b) => a.createdAt - b.createdAt);
}

function within(a: Job, b: Job): number {
  if (jobPart(a) === 'ended') return (b.endedAt ?? 0) - (a.endedAt ?? 0);
  return a.createdAt - b.createdAt;
}

/** Undecided, running, waiting in the order of the queue, and what has ended, latest first. */
export function orderJobs(jobs: Readonly<Record<string, Job>>): Job[] {
  return Object.values(jobs).sort((a, b) => ranks[jobPart(a)] - ranks[jobPart(b)] || within(a, b));
}

export function countJobs(jobs: readonly Job[]): Record<JobPart, number> & { failed: number } {
  const counts = { undecided: 0, running: 0, queued: 0, ended: 0, failed: 0 };
  for (const job of jobs) {
    counts[jobPart(job)] += 1;
    if (job.state === 'failed') counts.failed += 1;
  }
  return counts;
}

export function passes(job: Job, filter: JobFilter): boolean {
  const part = jobPart(job);
  switch (filter) {
    case 'all':
      return true;
    case 'active':
      return part === 'running' || part === 'queued';
    case 'attention':
      return part === 'undecided' || job.state === 'failed';
    case 'ended':
      return part === 'ended';
  }
}
