import type { Preflight } from './use-preflights.ts';

/**
 * All of a group together, from the answers that are there: a host takes in one VM at a time, so
 * durations add up. Times in ms. Null while there is no answer at all.
 */
export function planTotal(
  preflights: readonly Preflight[],
): { durationMs: number; longestPauseMs: number; open: number } | null {
  let durationMs = 0;
  let longestPauseMs = 0;
  let open = 0;
  let found = false;
  for (const preflight of preflights) {
    if (preflight.kind === 'asking') open += 1;
    if (preflight.kind !== 'answered' || !preflight.verdict.possible) continue;
    found = true;
    durationMs += preflight.estimate.durationMs;
    longestPauseMs = Math.max(longestPauseMs, preflight.estimate.pauseMs);
  }
  return found ? { durationMs, longestPauseMs, open } : null;
}
