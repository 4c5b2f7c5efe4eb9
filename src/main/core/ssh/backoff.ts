export interface BackoffLimits {
  minMs: number;
  maxMs: number;
}

/**
 * How long to wait before attempt `attempt` (0: the first after a loss): anything between the
 * minimum and a ceiling that doubles, so that a thousand hosts lost at once do not come back at
 * once ("full jitter"). `random` is from 0 to 1.
 */
export function backoffMs(attempt: number, limits: BackoffLimits, random: number): number {
  // 2^20 is far beyond any ceiling; more would become Infinity after weeks of being away.
  const ceiling = Math.min(limits.maxMs, 2 * limits.minMs * 2 ** Math.min(attempt, 20));
  return Math.round(limits.minMs + random * Math.max(0, ceiling - limits.minMs));
}
