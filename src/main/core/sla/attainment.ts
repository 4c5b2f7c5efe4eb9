import { heldMsOfMonth } from '../../../shared/sla/hours.ts';
import type { SlaPromise } from '../../../shared/sla/objective.ts';
import type { Attainment, SlaDay } from '../../../shared/sla/sla-overview.ts';

/**
 * What share of a month's seen time a promise was kept, and what is left of the time in which it
 * may be broken. The budget is a share of the whole month, seen or not: it does not grow by looking.
 */
export function attainmentOf(
  promise: SlaPromise,
  month: string,
  { goodMs, badMs }: Omit<SlaDay, 'day'>,
): Attainment {
  const seen = goodMs + badMs;
  const budgetMs = Math.round(heldMsOfMonth(promise.hours, month) * (1 - promise.availability));
  return { attained: seen === 0 ? null : goodMs / seen, goodMs, badMs, budgetMs };
}
