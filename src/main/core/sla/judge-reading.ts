import type { SlaPromise } from '../../../shared/sla/objective.ts';
import type { BreachCause } from '../../../shared/sla/sla-overview.ts';

/**
 * What a domain did at the instant of a reading: `running` on a pCPU, `waiting` for one, or
 * `blocked`, that is, idle. Source: the first two letters of `xl list`.
 */
export type Activity = 'running' | 'waiting' | 'blocked';

/** One look at one VM with an objective. CPU in pCPUs. */
export interface VmReading {
  /** `unknown`: it is on its way between hosts, or could be on one that is not heard of. */
  presence: 'running' | 'paused' | 'off' | 'crashed' | 'unknown';
  /** What it got since the reading before; null: not known. */
  cpu: number | null;
  activity: Activity | null;
  vcpus: number;
  /** Percent of a pCPU; 0: none. */
  cap: number;
  /** The use of all of its host's pCPUs, 0 to 1; null: not known. */
  hostShare: number | null;
  pcpus: number;
  /** What its probe says; `none`: the promise has none. */
  probe: 'up' | 'down' | 'unknown' | 'none';
}

/** Of the causes, those that a reading can show. */
export type BreachKind = Exclude<BreachCause, 'pause'>;

export type Verdict =
  /** `wantsMore`: it got what was promised and would take more of a host that has no more. */
  | { kind: 'kept'; wantsMore: boolean }
  | { kind: 'broken'; cause: BreachKind }
  /** Neither kept nor broken: nobody can tell. */
  | { kind: 'unknown' };

/** A little less than promised is noise of counters that are read in tenths of a second. */
const enough = 0.95;
/** A host this full has nothing left to give. */
const saturated = 0.95;
/** A domain that was never idle at so many looks in a row wants more than it gets. */
const sureAfter = 3;

/** pCPUs that a VM cannot exceed whatever its host has free. */
export function ceilingOf({ vcpus, cap, pcpus }: Pick<VmReading, 'vcpus' | 'cap' | 'pcpus'>) {
  return Math.min(vcpus, cap > 0 ? cap / 100 : Number.POSITIVE_INFINITY, pcpus);
}

/**
 * Whether a promise was kept over the time that a reading stands for. CPU that a VM did not ask
 * for is not owed to it: it must have been at its own ceiling, or never idle on a full host.
 * @param unblocked At how many looks in a row, this one included, it was not idle.
 */
export function judgeReading(promise: SlaPromise, reading: VmReading, unblocked: number): Verdict {
  const { presence, cpu, vcpus, cap } = reading;
  if (presence === 'unknown') return { kind: 'unknown' };
  if (presence !== 'running') return { kind: 'broken', cause: presence };
  if (reading.probe === 'down') return { kind: 'broken', cause: 'unreachable' };
  if (reading.probe === 'unknown') return { kind: 'unknown' };
  const ceiling = ceilingOf(reading);
  const isFull = reading.hostShare !== null && reading.hostShare >= saturated;
  const below = cpu === null || cpu < ceiling * enough;
  const wantsMore = isFull && below && unblocked >= sureAfter;
  if (promise.cpus === null) return { kind: 'kept', wantsMore };
  if (cpu === null) return { kind: 'unknown' };
  if (cpu >= promise.cpus * enough) return { kind: 'kept', wantsMore };
  if (cpu >= ceiling * enough) {
    const isCapped = cap > 0 && cap / 100 < vcpus;
    return { kind: 'broken', cause: isCapped ? 'cap' : 'vcpus' };
  }
  if (reading.hostShare === null) return { kind: 'unknown' };
  if (!isFull || reading.activity === 'blocked') return { kind: 'kept', wantsMore: false };
  return unblocked >= sureAfter ? { kind: 'broken', cause: 'contention' } : { kind: 'unknown' };
}
