import type { DomainSighting } from '../jobs/look-at-domains.ts';

/** What a look at one host brought: its copies of the guest, found by uuid, or why none could be. */
export type HostSight =
  | { seen: true; copies: readonly DomainSighting[] }
  | { seen: false; why: string };

/** Everything that is known about a begun move, at one moment. */
export interface MoveObservations {
  name: string;
  source: HostSight;
  target: HostSight;
  /** The process at the source that does the move; `unknown` when the source was not seen. */
  worker: 'running' | 'ended' | 'unknown';
  /** A process of this move at the target that still waits for data or for permission. */
  receiver: 'running' | 'gone' | 'unknown';
  /**
   * Whether the target can have been told to let the guest run. `no` only where that is proven:
   * by the worker's complete record, or by the target's.
   */
  permission: 'given' | 'no' | 'unknown';
}

export type MoveOutcome =
  /** It goes on; nothing to decide yet. */
  | { kind: 'under-way' }
  /** It runs at the target. `leftover`: a copy at the source that can never run again; destroy it. */
  | { kind: 'moved'; leftover: DomainSighting | null }
  /**
   * It runs at the source. `leftover`: a copy at the target that was never started; end the
   * receiver and destroy it.
   */
  | { kind: 'not-moved'; leftover: DomainSighting | null }
  /** It stands still at the source and cannot have run at the target: let it go on at the source. */
  | { kind: 'held-at-source'; held: DomainSighting; leftover: DomainSighting | null }
  | { kind: 'undecided'; why: UndecidedWhy };

export type UndecidedWhy = 'unseen' | 'two-copies' | 'nowhere' | 'stopped' | 'ambiguous';

/**
 * What became of a guest, from what was seen. Pure, and the only place that decides it:
 * `moved` only if the target runs it and the source, looked at, does not; never an answer by which
 * a second copy would be started or the last one be destroyed.
 */
export function decideOutcome(seen: MoveObservations): MoveOutcome {
  if (seen.worker === 'running') return { kind: 'under-way' };
  if (!seen.source.seen) return { kind: 'undecided', why: 'unseen' };
  const here = single(seen.source.copies);
  if (!seen.target.seen) return withoutTarget(seen, here);
  const there = single(seen.target.copies);
  if (here === 'several' || there === 'several') return { kind: 'undecided', why: 'ambiguous' };

  if (there?.activity === 'runs') {
    if (here?.activity === 'runs') return { kind: 'undecided', why: 'two-copies' };
    return targetRuns(seen, here, there);
  }
  // It may be going on unseen: what stands still or is missing now may not be in a moment.
  if (seen.worker === 'unknown') return { kind: 'undecided', why: 'unseen' };
  if (here === null) return { kind: 'undecided', why: there === null ? 'nowhere' : 'stopped' };
  if (here.activity === 'runs') return sourceRuns(seen, here, there);
  if (here.activity === 'paused' && provenUnstarted(seen, there)) {
    return { kind: 'held-at-source', held: here, leftover: there };
  }
  return { kind: 'undecided', why: 'stopped' };
}

type Copy = DomainSighting | null;

/** A domain that is being taken down counts as gone: it cannot run again. */
function single(copies: readonly DomainSighting[]): Copy | 'several' {
  const alive = copies.filter((copy) => copy.activity !== 'dying');
  return alive.length > 1 ? 'several' : (alive[0] ?? null);
}

function targetRuns(seen: MoveObservations, here: Copy, there: DomainSighting): MoveOutcome {
  // Before it is let run, the target's copy has another name; a running one of that name is odd.
  if (there.name !== seen.name) return { kind: 'undecided', why: 'ambiguous' };
  if (here === null) return { kind: 'moved', leftover: null };
  const stale = here.activity === 'paused' || here.activity === 'suspended';
  return stale ? { kind: 'moved', leftover: here } : { kind: 'undecided', why: 'ambiguous' };
}

function sourceRuns(seen: MoveObservations, here: DomainSighting, there: Copy): MoveOutcome {
  if (here.name !== seen.name) return { kind: 'undecided', why: 'ambiguous' };
  if (there === null) return { kind: 'not-moved', leftover: null };
  return there.activity === 'paused' && seen.permission === 'no'
    ? { kind: 'not-moved', leftover: there }
    : { kind: 'undecided', why: 'ambiguous' };
}

/** Only a target that was never told to, whose half-built copy stands still, has not run it. */
function provenUnstarted(seen: MoveObservations, there: Copy): boolean {
  return seen.permission === 'no' && (there === null || there.activity === 'paused');
}

/** The source alone can prove one thing: that it is over, runs here, and was never let run there. */
function withoutTarget(seen: MoveObservations, here: Copy | 'several'): MoveOutcome {
  if (here === null || here === 'several' || here.activity !== 'runs') {
    return { kind: 'undecided', why: 'unseen' };
  }
  const proven = seen.worker === 'ended' && here.name === seen.name && seen.permission === 'no';
  return proven ? { kind: 'not-moved', leftover: null } : { kind: 'undecided', why: 'unseen' };
}
