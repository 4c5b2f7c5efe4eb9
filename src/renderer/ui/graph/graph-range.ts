const hour = 3_600_000;

export const spans = {
  hour: { label: '1 h', ms: hour },
  day: { label: '1 d', ms: 24 * hour },
  week: { label: '1 w', ms: 7 * 24 * hour },
  month: { label: '1 mo', ms: 31 * 24 * hour },
  year: { label: '1 y', ms: 366 * 24 * hour },
} as const;
export type Span = keyof typeof spans;

/** What a graph shows: the newest so much, or a stretch picked out, in ms since the epoch. */
export type GraphRange = { span: Span } | { from: number; to: number };

const shortest = 60_000;
const longest = 10 * 366 * 24 * hour;

/** The moments at a range's two ends. A stretch is never shorter than a minute. */
export function endsOf(range: GraphRange, now: number): { from: number; to: number } {
  if ('span' in range) return { from: now - spans[range.span].ms, to: now };
  return { from: Math.min(range.from, range.to - shortest), to: range.to };
}

/** The same length, half of it earlier (-1) or later (1), but not beyond now. */
export function panned(range: GraphRange, now: number, direction: -1 | 1): GraphRange {
  const { from, to } = endsOf(range, now);
  const step = Math.min(((to - from) / 2) * direction, now - to);
  return { from: from + step, to: to + step };
}

/** Half or twice the length around the same middle, but not beyond now. */
export function zoomed(range: GraphRange, now: number, factor: 0.5 | 2): GraphRange {
  const { from, to } = endsOf(range, now);
  const length = Math.min(Math.max((to - from) * factor, shortest), longest);
  const end = Math.min((from + to) / 2 + length / 2, now);
  return { from: end - length, to: end };
}

/** How a moment reads on an axis over so long a stretch. */
export function axisTime(lengthMs: number): Intl.DateTimeFormat {
  const options: Intl.DateTimeFormatOptions =
    lengthMs <= 10 * 60_000
      ? { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }
      : lengthMs <= 36 * hour
        ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
        : lengthMs <= 100 * 24 * hour
          ? { day: 'numeric', month: 'short' }
          : { month: 'short', year: 'numeric' };
  return new Intl.DateTimeFormat('en-GB', options);
}
