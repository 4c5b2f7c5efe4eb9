import type { SlaHours } from './objective.ts';

/** Sunday is 0. */
export const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

export function minuteText(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Mon–Fri 08:00 to 18:00; at all times. */
export function hoursText(hours: SlaHours | null): string {
  if (hours === null) return 'at all times';
  const sorted = [...hours.days].sort();
  const isRun = sorted.every((day, at) => at === 0 || day === (sorted[at - 1] ?? 0) + 1);
  const first = dayNames[sorted[0] ?? 0];
  const last = dayNames[sorted.at(-1) ?? 0];
  const which =
    sorted.length === 7
      ? 'every day'
      : isRun && sorted.length > 2
        ? `${first}–${last}`
        : sorted.map((day) => dayNames[day]).join(', ');
  return `${which}, ${minuteText(hours.from)} to ${minuteText(hours.to)}`;
}
