import type { MoveMode } from '../../../shared/model/job.ts';
import type { VmRef } from '../../../shared/model/vm.ts';
import type { GroupVerdict } from '../../state/judge-group.ts';

export interface MovePlan {
  /** VMs that the inventory lets move, each with how. */
  moves: readonly { vm: VmRef; mode: MoveMode }[];
  /** Running PV guests that would have to be stopped, copied and started there. */
  offered: readonly VmRef[];
  refused: GroupVerdict['each'];
}

/**
 * Splits a group into what moves live, what only stop-and-copy can move, and what cannot move.
 * `live` and `stopped` are the verdicts for the two modes; `stopAndCopy` says whether the user
 * has agreed to stop those that have to be.
 */
export function planMoves(
  live: GroupVerdict,
  stopped: GroupVerdict,
  stopAndCopy: boolean,
): MovePlan {
  const moves: { vm: VmRef; mode: MoveMode }[] = [];
  const offered: VmRef[] = [];
  const refused: GroupVerdict['each'][number][] = [];
  for (const [at, one] of live.each.entries()) {
    const ref = { hostId: one.vm.hostId, name: one.vm.name };
    if (one.verdict.possible) {
      moves.push({ vm: ref, mode: 'live' });
      continue;
    }
    const isOffered = one.verdict.reasons.some((reason) => reason.offer === 'stop-and-copy');
    const other = stopped.each[at];
    if (isOffered && other?.verdict.possible) {
      offered.push(ref);
      if (stopAndCopy) moves.push({ vm: ref, mode: 'stop-and-copy' });
    } else {
      refused.push(isOffered && other ? other : one);
    }
  }
  return { moves, offered, refused };
}
