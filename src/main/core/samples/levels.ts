const minute = 60_000;
const hour = 60 * minute;
export const day = 24 * hour;

/*
 * How long a stretch is, how long all those of one row are, and for how long rows are kept. Source:
 * the design's budget. More to a row would not fit its page of the tree, and cost a page of its own.
 */

/** Single samples, in rows of five minutes. Two days of them, so that a whole day can be rolled up. */
export const rawLevel = {
  table: 'samples',
  stepMs: 5 * minute,
  rowMs: 5 * minute,
  keepMs: 2 * day,
} as const;
export const rolledLevels = [
  { table: 'five_minutes', stepMs: 5 * minute, rowMs: hour, keepMs: 31 * day },
  { table: 'hours', stepMs: hour, rowMs: 12 * hour, keepMs: 2 * 365 * day },
  { table: 'days', stepMs: day, rowMs: day, keepMs: 10 * 365 * day },
] as const;
export type RolledLevel = (typeof rolledLevels)[number];
export type Level = typeof rawLevel | RolledLevel;

export const slotOf = (at: number, stepMs: number): number => Math.floor(at / stepMs) * stepMs;

/**
 * The coarsest level that still gives about `points` over the range, or a coarser one where the
 * finer rows of the range's begin are gone. `samples` for seconds.
 */
export function levelFor(range: { from: number; to: number; points: number; now: number }): Level {
  const wanted = (range.to - range.from) / Math.max(range.points - 1, 1);
  const age = range.now - range.from;
  if (wanted < 5 * minute && age <= rawLevel.keepMs) return rawLevel;
  const kept = rolledLevels.filter(({ keepMs }) => age <= keepMs);
  return kept.findLast(({ stepMs }) => stepMs <= wanted) ?? kept[0] ?? rolledLevels[2];
}
