import { type AppError, appError } from '../../../../shared/app-error.ts';
import { nameList } from '../../../../shared/images/name-list.ts';
import type { JobEnd } from '../../jobs/job-machine.ts';
import type { MachineSight, Unseen } from './look-at-machines.ts';

/** Why a machine was not made or deleted, by its name. */
export type Failures = ReadonlyMap<string, AppError>;

/** Whether all of it is there, and it runs where it was to be started. */
export function isMade({ machine: { vm }, hasFile, hasConfig, runs }: MachineSight): boolean {
  return hasFile && (!vm || (hasConfig === true && (!vm.start || runs === true)));
}

/** Whether nothing of it is left. */
function isGone({ hasFile, runs }: MachineSight): boolean {
  return !hasFile && runs !== true;
}

/**
 * How a job that makes or deletes clients has ended, by what is there: which were, and which were
 * not, with why. Pure. `unseen` hosts leave it undecided, unless it was cancelled before anything.
 */
export function tellCreated(
  act: 'create' | 'undo',
  seen: { sights: readonly MachineSight[]; unseen: readonly Unseen[] },
  failures: Failures,
  cancelled: boolean,
): JobEnd {
  const { sights, unseen } = seen;
  const isDone = act === 'create' ? isMade : isGone;
  const done = sights.filter(isDone).map(nameOf);
  const left = sights.filter((sight) => !isDone(sight)).map(nameOf);
  const word = act === 'create' ? 'made' : 'deleted';
  const all = sights.length;
  if (unseen.length > 0) {
    return {
      state: 'undecided',
      summary: `Of ${all} clients ${done.length} are ${word} for certain; not every host could be looked at.`,
      findings: unseen.map(({ hostId, text }) => ({ hostId, text })),
    };
  }
  if (left.length === 0) {
    const what = all === 1 ? `${done[0]} is` : `${nameList(done)} are`;
    return { state: 'succeeded', summary: `${what} ${word}.` };
  }
  const some = done.length === 0 ? `None of ${all}` : `${done.length} of ${all}`;
  const which = done.length === 0 ? '' : ` (${nameList(done)})`;
  const summary = `${some} ${done.length === 1 ? 'is' : 'are'} ${word}${which}; not ${nameList(left)}.`;
  const [first] = failures.values();
  const code = first?.code ?? 'not-possible-now';
  const error = appError(cancelled ? 'cancelled' : code, first?.message ?? summary, {
    hint:
      act === 'create'
        ? 'Make the rest, or delete what was made: what is there already stays as it is.'
        : 'Delete them again: what is gone already stays gone.',
    details: sights
      .filter((sight) => !isDone(sight))
      .map((sight) => `${nameOf(sight)}: ${whyNot(sight, failures)}`)
      .join('\n'),
  });
  return { state: cancelled ? 'cancelled' : 'failed', summary, error };
}

function whyNot(sight: MachineSight, failures: Failures): string {
  const failure = failures.get(nameOf(sight));
  if (failure) return [failure.message, failure.details].filter(Boolean).join(' ').trim();
  const { hasFile, hasConfig, runs, machine } = sight;
  if (!hasFile && !hasConfig && !runs) return 'not begun.';
  return [
    ...(machine.vm ? [hasConfig ? 'it has its configuration' : 'it has no configuration'] : []),
    hasFile ? 'its file is on the image server' : 'no file on the image server',
    ...(machine.vm ? [runs ? 'it runs.' : 'it does not run.'] : []),
  ].join(', ');
}

function nameOf({ machine }: MachineSight): string {
  return machine.client.id;
}
