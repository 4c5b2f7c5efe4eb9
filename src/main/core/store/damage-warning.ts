import { type AppError, appError } from '../../../shared/app-error.ts';
import type { Damage } from './sqlite-file.ts';

/** What the rows of a table are, in the order in which they are told. */
const words: readonly [table: string, one: string, many: string][] = [
  ['hosts', 'host', 'hosts'],
  ['host_keys', 'pinned key', 'pinned keys'],
  ['jobs', 'job', 'jobs'],
  ['journal', 'step of a job', 'steps of jobs'],
  ['moves', 'duration of a move', 'durations of moves'],
  ['texts', 'configuration text', 'configuration texts'],
  ['events', 'change', 'changes'],
  ['subjects', 'host or VM with samples', 'hosts and VMs with samples'],
  ['samples', 'stretch of single samples', 'stretches of single samples'],
  ['five_minutes', 'mean of five minutes', 'means of five minutes'],
  ['hours', 'mean of an hour', 'means of an hour'],
  ['days', 'mean of a day', 'means of a day'],
];

/** Tells of a damaged file what became of it. `what` it held, as in `The history`. */
export function damageWarning(
  what: string,
  path: string,
  { path: aside, saved }: Damage,
): AppError {
  const counts = words.flatMap(([table, one, many]) => {
    const rows = saved[table];
    return rows ? [`${rows.toLocaleString('en')} ${rows === 1 ? one : many}`] : [];
  });
  const kept =
    counts.length > 0
      ? `A new file was begun with what could still be read: ${counts.join(', ')}.`
      : 'Nothing of it could be read any more; a new file was begun.';
  return appError('store-damaged', `${what} in ${path} was damaged. ${kept}`, {
    hint: `The damaged file was set aside as ${aside}: keep it until nothing is missed, and look after the disk it lies on. No host was touched.`,
  });
}
