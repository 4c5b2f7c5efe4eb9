import { heldMsOfMonth } from '../../../shared/sla/hours.ts';
import type { SlaPromise } from '../../../shared/sla/objective.ts';
import type { Attainment } from '../../../shared/sla/sla-overview.ts';

/** Time of one local day (`2026-11-30`) in which a promise was seen kept, and broken. */
export interface SlaDay {
  day: string;
  goodMs: number;
  badMs: number;
}

/**
 * What share of a month's seen time a promise was kept, and what is left of the time in which it
 * may be broken. The budget is a share of the whole month, seen or not: it does not grow by looking.
 */
export function attainmentOf(
  promise: SlaPromise,
  month: string,
  days: readonly SlaDay[],
): Attainment {
  let [goodMs, badMs] = [0, 0];
  for (const one of days) {
    if (!one.day.startsWith(month)) continue;
    goodMs += one.goodMs;
    badMs += one.badMs;
  }
  const seen = goodMs + badMs;
  const budgetMs = Math.round(heldMsOfMonth(promise.hours, month) * (1 - promise.availability));
  return { attained: seen === 0 ? null : goodMs / seen, goodMs, badMs, budgetMs };
}
