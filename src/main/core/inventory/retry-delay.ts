const shortestMs = 2_000;
const longestMs = 120_000;

/**
 * How long to wait before the next try, after `failures` of them in a row. `random` (0 to 1)
 * spreads a thousand hosts whose switch came back at the same moment.
 */
export function retryDelayMs(failures: number, random: number): number {
  const ceiling = Math.min(longestMs, shortestMs * 2 ** Math.min(failures - 1, 10));
  return Math.round(ceiling * (0.5 + random / 2));
}
