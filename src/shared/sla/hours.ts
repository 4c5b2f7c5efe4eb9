import type { SlaHours } from './objective.ts';

/** Of the moment asked of last: a site's VMs are judged by the thousand at the same one. */
let last = { at: Number.NaN, minute: 0, day: 0 };

function localTime(at: number): { minute: number; day: number } {
  if (last.at !== at) {
    const time = new Date(at);
    last = { at, minute: time.getHours() * 60 + time.getMinutes(), day: time.getDay() };
  }
  return last;
}

/** Whether an objective holds at this moment (ms since the epoch), by the local clock. */
export function isInHours(hours: SlaHours | null, at: number): boolean {
  if (hours === null) return true;
  const { minute, day: today } = localTime(at);
  const { days, from, to } = hours;
  if (from < to) return days.includes(today) && minute >= from && minute < to;
  const yesterday = (today + 6) % 7;
  return (days.includes(today) && minute >= from) || (days.includes(yesterday) && minute < to);
}

/** The local day of a moment as `2026-11-30`; its month is the first seven letters. */
export function dayOf(at: number): string {
  const time = new Date(at);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

/** How long an objective holds in a month (`2026-11`), in ms; changes of the clock left aside. */
export function heldMsOfMonth(hours: SlaHours | null, month: string): number {
  const [year = 1970, index = 1] = month.split('-').map(Number);
  const days = new Date(year, index, 0).getDate();
  if (hours === null) return days * 86_400_000;
  const minutes = hours.from < hours.to ? hours.to - hours.from : 1440 - hours.from + hours.to;
  let held = 0;
  for (let day = 1; day <= days; day++) {
    if (hours.days.includes(new Date(year, index - 1, day).getDay())) held += minutes * 60_000;
  }
  return held;
}
