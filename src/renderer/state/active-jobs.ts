import { endedJobStates, type Job } from '../../shared/model/job.ts';
import { vmsOfJob } from '../../shared/model/vms-of-job.ts';

export function isEnded(job: Job): boolean {
  return endedJobStates.includes(job.state);
}

/** The job that has a VM in its hands now, by host and then by VM name. */
export type JobsByHost = ReadonlyMap<string, HostJobs>;

export interface HostJobs {
  /** Jobs of VMs that are on this host. */
  readonly here: ReadonlyMap<string, Job>;
  /** Moves on their way to this host, oldest first. */
  readonly arriving: readonly Job[];
}

function sameMap(a: ReadonlyMap<string, Job>, b: ReadonlyMap<string, Job>): boolean {
  if (a.size !== b.size) return false;
  for (const [name, job] of a) if (b.get(name) !== job) return false;
  return true;
}

function sameJobs(a: HostJobs, b: HostJobs): boolean {
  return (
    sameMap(a.here, b.here) &&
    a.arriving.length === b.arriving.length &&
    a.arriving.every((job, at) => b.arriving[at] === job)
  );
}

/**
 * Sorts the jobs that matter on the board to their hosts: those under way, and those whose end
 * is undecided. Entries that did not change are the same objects as in `before`.
 */
export function sortJobsToHosts(
  jobs: Readonly<Record<string, Job>>,
  before: JobsByHost = new Map(),
): JobsByHost {
  const found = new Map<string, { here: Map<string, Job>; arriving: Job[] }>();
  const at = (hostId: string) => {
    let entry = found.get(hostId);
    if (!entry) {
      entry = { here: new Map(), arriving: [] };
      found.set(hostId, entry);
    }
    return entry;
  };
  const inOrder = Object.values(jobs).sort((a, b) => a.createdAt - b.createdAt);
  for (const job of inOrder) {
    if (isEnded(job) && job.state !== 'undecided') continue;
    if (job.spec.kind === 'move') {
      at(job.spec.sourceHostId).here.set(job.spec.vm, job);
      at(job.spec.targetHostId).arriving.push(job);
    } else if (job.spec.kind === 'restart-elsewhere') {
      at(job.spec.hostId).here.set(job.spec.vm, job);
      at(job.spec.targetHostId).arriving.push(job);
    } else {
      for (const { hostId, name } of vmsOfJob(job.spec)) at(hostId).here.set(name, job);
    }
  }
  const result = new Map<string, HostJobs>();
  for (const [hostId, entry] of found) {
    const old = before.get(hostId);
    result.set(hostId, old && sameJobs(old, entry) ? old : entry);
  }
  return result;
}

/** Whether the same moves are on their way to the same hosts, whatever their progress. */
export function sameArrivals(a: JobsByHost, b: JobsByHost): boolean {
  const list = (jobs: JobsByHost) =>
    [...jobs].flatMap(([hostId, entry]) => entry.arriving.map((job) => `${hostId}/${job.id}`));
  if (a === b) return true;
  const left = new Set(list(a));
  const right = list(b);
  return left.size === right.length && right.every((key) => left.has(key));
}
