import { backup, type DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '../../../shared/result.ts';
import { sqliteCode, storeError } from './sqlite-error.ts';

/** Pages that are copied at once: between two lots the console does everything else. */
const pagesAtOnce = 1000;

export type CopyStore = (
  path: string,
  options: {
    /** 0 to 1. */
    onFraction: (fraction: number) => void;
    signal: AbortSignal;
  },
) => Promise<Result<void>>;

/**
 * Copies a database while it is in use, as it is in one moment, into a file that must not be there.
 * Rejects with the signal's reason.
 */
export function copyDatabase(database: DatabaseSync): CopyStore {
  return async (path, { onFraction, signal }) => {
    try {
      await backup(database, path, {
        rate: pagesAtOnce,
        progress({ totalPages, remainingPages }) {
          signal.throwIfAborted();
          onFraction(1 - remainingPages / totalPages);
        },
      });
      return ok(undefined);
    } catch (thrown) {
      if (sqliteCode(thrown) === null) throw thrown;
      return err(storeError(thrown, 'The site could not be copied.'));
    }
  };
}
