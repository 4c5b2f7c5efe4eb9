import type { MaintenanceWindow } from '../../../../shared/images/rollout-plan.ts';
import type { ServerClock } from '../parse/image-server-state.ts';

/**
 * Whether the server's time of day lies in the window. One that ends before it begins goes on past
 * midnight and belongs to the day of its beginning; one that ends when it begins takes all day.
 */
export function inWindow(
  window: MaintenanceWindow | null,
  { weekday, minute }: Pick<ServerClock, 'weekday' | 'minute'>,
): boolean {
  if (window === null) return true;
  const { days, fromMinute, toMinute } = window;
  const today = days.includes(weekday);
  const yesterday = days.includes((weekday + 6) % 7);
  if (fromMinute === toMinute) return today;
  if (fromMinute < toMinute) return today && minute >= fromMinute && minute < toMinute;
  return (today && minute >= fromMinute) || (yesterday && minute < toMinute);
}
