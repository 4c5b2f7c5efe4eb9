import { formatAgo } from './ago.ts';

/** When a machine last answered: `last seen 4 min ago`. */
export function formatLastSeen(lastSeen: number | null, now: number): string {
  return lastSeen === null ? 'never seen yet' : `last seen ${formatAgo(lastSeen, now)}`;
}
