import type { DomainSighting } from '../jobs/look-at-domains.ts';

/** What was seen of a VM on one host; null: the host could not be looked at. */
export type Sightings = readonly DomainSighting[] | null;

export interface RestartObservations {
  /** Domains with the VM's uuid on the host where it was to be started. */
  target: Sightings;
  /** The same on its former host, where that answers again; null: it is as silent as before. */
  source: Sightings;
  /** Whether the toolstack was asked at all. */
  asked: boolean;
  /** Whether the toolstack has said that it could not; false: it agreed, or nobody heard. */
  refused: boolean;
  /** Whether it may still be at work: nobody has seen its end. */
  mayStillStart: boolean;
}

export type RestartOutcome =
  | 'not-asked'
  | 'runs'
  /** It is there, but does not run. */
  | 'stands'
  /** Two of it: worse than none. */
  | 'twice'
  | 'not-started'
  | 'unknown';

/** What became of a restart, by what was seen, never by what was said. Pure. */
export function decideRestart(seen: RestartObservations): RestartOutcome {
  const here = seen.target ?? [];
  const there = seen.source ?? [];
  const lives = ({ activity }: DomainSighting) => activity !== 'shut-down' && activity !== 'dying';
  if (here.some(lives) && there.some(lives)) return 'twice';
  if (here.some(({ activity }) => activity === 'runs')) return 'runs';
  if (here.length > 0) return 'stands';
  if (!seen.asked) return 'not-asked';
  if (seen.target === null) return 'unknown';
  return seen.mayStillStart && !seen.refused ? 'unknown' : 'not-started';
}
