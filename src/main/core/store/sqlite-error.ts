import { z } from 'zod';
import { type AppError, appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';

/** SQLite's primary result codes that the store tells apart; see sqlite.org/rescode.html. */
export const sqliteCodes = { busy: 5, corrupt: 11, constraint: 19, notADatabase: 26 } as const;

/** SQLite's primary result code of what was thrown; null when it was not SQLite that threw. */
export function sqliteCode(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('errcode' in thrown)) return null;
  return typeof thrown.errcode === 'number' ? thrown.errcode & 0xff : null;
}

export function storeError(
  thrown: unknown,
  message = 'The console could not use its store.',
): AppError {
  return appError('store-unusable', message, {
    details: thrown instanceof Error ? thrown.message : String(thrown),
    hint: 'Look whether its disk is full or read-only. Nothing on any host has changed by this.',
  });
}

/**
 * Runs what may meet a full disk, a damaged page, or a row that is not what this program writes;
 * anything else that is thrown is a bug.
 */
export function guarded<T>(act: () => T): Result<T> {
  try {
    return ok(act());
  } catch (thrown) {
    return failed(thrown);
  }
}

/** The same for what takes several turns of the event loop. */
export async function guardedAsync<T>(act: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await act());
  } catch (thrown) {
    return failed(thrown);
  }
}

function failed(thrown: unknown): Result<never> {
  if (sqliteCode(thrown) !== null) return err(storeError(thrown));
  if (thrown instanceof z.ZodError || thrown instanceof SyntaxError) {
    return err(storeError(thrown, 'The store holds something that this version cannot read.'));
  }
  throw thrown;
}
