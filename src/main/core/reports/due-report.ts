import type { ReportSchedule, ScheduledRun } from '../../../shared/reports/report-schedule.ts';

/** A turn of which nothing came, as for a folder that was not there, is tried again after this. */
export const againAfterMs = 60 * 60_000;

/** The last moment up to now at which the schedule has a turn, in the machine's zone. */
export function lastTurn(
  { every, hour }: Pick<ReportSchedule, 'every' | 'hour'>,
  now: number,
): number {
  const turn = new Date(now);
  turn.setHours(hour, 0, 0, 0);
  if (every === 'month') turn.setDate(1);
  // Monday is 1, Sunday 0.
  if (every === 'week') turn.setDate(turn.getDate() - ((turn.getDay() + 6) % 7));
  if (turn.getTime() > now) {
    if (every === 'month') turn.setMonth(turn.getMonth() - 1);
    else turn.setDate(turn.getDate() - (every === 'week' ? 7 : 1));
  }
  return turn.getTime();
}

/**
 * Whether a report is to be made now. Turns that were missed count once: all of them would be
 * reports of the same moment.
 */
export function isDue(schedule: ReportSchedule, last: ScheduledRun | null, now: number): boolean {
  if (!schedule.on || (schedule.folder === '' && !schedule.mail)) return false;
  const turn = lastTurn(schedule, now);
  if (last && last.at >= turn) {
    // Whoever has got it by mail does not get it each hour because somebody else did not.
    return last.error !== null && last.mailedTo.length === 0 && now - last.at >= againAfterMs;
  }
  return turn > schedule.since;
}

/** Where the period of a turn's report begins: at the turn before it. */
export function periodBegin(schedule: ReportSchedule, now: number): number {
  return lastTurn(schedule, lastTurn(schedule, now) - 1);
}
