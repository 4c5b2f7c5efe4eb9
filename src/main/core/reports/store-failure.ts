import type { AppError } from '../../../shared/app-error.ts';
import { err, type Result } from '../../../shared/result.ts';
import { sqliteCode, storeError } from '../store/sqlite-error.ts';

/** Carries a store's error out of a report that is under way: a generator has no other way. */
export class StoreFailure extends Error {
  readonly appError: AppError;
  constructor(appError: AppError) {
    super(appError.message);
    this.appError = appError;
  }
}

/** What was thrown while a report was read, as an expected failure; null: it is a bug. */
export function readFailure(thrown: unknown): Result<never> | null {
  if (thrown instanceof StoreFailure) return err(thrown.appError);
  return sqliteCode(thrown) === null ? null : err(storeError(thrown));
}
