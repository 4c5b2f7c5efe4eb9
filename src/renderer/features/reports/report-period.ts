import { localInputValue } from '../../ui/format/moment.ts';

const day = 86_400_000;

export const periods = [
  { value: '1', label: 'the last day' },
  { value: '7', label: 'the last 7 days' },
  { value: '30', label: 'the last 30 days' },
  { value: '90', label: 'the last 90 days' },
  { value: '365', label: 'the last year' },
  { value: 'own', label: 'from … to …' },
] as const;

/** A period as it is chosen; the two moments count for `own` alone, as the page's fields have them. */
export interface ChosenPeriod {
  kind: (typeof periods)[number]['value'];
  from: string;
  to: string;
  /** The moment of the past that was asked for, of which the field shows only the second. */
  moment: number | null;
}

/** @param to The end that is asked for; null: now. */
export function firstPeriod(to: number | null, now: number): ChosenPeriod {
  const end = to ?? now;
  return {
    kind: to === null ? '30' : 'own',
    from: localInputValue(end - 30 * day),
    to: localInputValue(end),
    moment: to,
  };
}

/** Milliseconds since the epoch; `to` null: now. A text: why it is no period. */
export function boundsOf(
  { kind, from, to, moment }: ChosenPeriod,
  now: number,
): { from: number; to: number | null } | string {
  if (kind !== 'own') return { from: now - Number(kind) * day, to: null };
  const begin = new Date(from).getTime();
  const asked = moment !== null && to === localInputValue(moment);
  const end = asked ? moment : new Date(to).getTime();
  if (Number.isNaN(begin) || Number.isNaN(end)) return 'Say when the period begins and ends.';
  if (begin >= end) return 'The period has to end after it begins.';
  return { from: begin, to: end >= now ? null : end };
}
