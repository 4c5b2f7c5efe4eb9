import type { AppError } from '../../shared/app-error.ts';
import { err, type Result } from '../../shared/result.ts';

/** Calls that were sent and not answered yet, by their number. */
export function createPendingCalls() {
  const waiting = new Map<number, (result: Result<unknown>) => void>();
  let lastId = 0;
  return {
    open(): { id: number; answer: Promise<Result<unknown>> } {
      const id = ++lastId;
      return { id, answer: new Promise((resolve) => waiting.set(id, resolve)) };
    },
    settle(id: number, result: Result<unknown>): void {
      waiting.get(id)?.(result);
      waiting.delete(id);
    },
    /** Nobody will answer these any more. */
    failAll(error: AppError): void {
      const all = [...waiting.values()];
      waiting.clear();
      for (const resolve of all) resolve(err(error));
    },
  };
}
