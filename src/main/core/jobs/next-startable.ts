import type { JobClaims } from './define-job.ts';

export interface QueuedClaims {
  id: string;
  claims: JobClaims;
}

/**
 * Which of the waiting jobs may start now, in the order they came. Moves: as many at once as the
 * site's setting says, and at each host one coming in and one going out, since two copies over
 * one wire only make both guests stand still for longer. VMs that are started on a host in a
 * catastrophe come one after another: what the next finds free is what is left. Other jobs start
 * at once.
 */
export function nextStartable(
  waiting: readonly QueuedClaims[],
  running: readonly JobClaims[],
  moveConcurrency: number,
): string[] {
  const moves = running.flatMap(({ move }) => (move ? [move] : []));
  const outgoing = new Set(moves.map((move) => move.sourceHostId));
  const incoming = new Set(moves.map((move) => move.targetHostId));
  const starting = new Set(running.flatMap(({ startsOn }) => startsOn ?? []));
  let free = moveConcurrency - moves.length;
  const startable: string[] = [];
  for (const { id, claims } of waiting) {
    if (claims.move) {
      const { sourceHostId, targetHostId } = claims.move;
      if (free <= 0 || outgoing.has(sourceHostId) || incoming.has(targetHostId)) continue;
      outgoing.add(sourceHostId);
      incoming.add(targetHostId);
      free -= 1;
    }
    if (claims.startsOn !== undefined) {
      if (starting.has(claims.startsOn)) continue;
      starting.add(claims.startsOn);
    }
    startable.push(id);
  }
  return startable;
}
