import type { AppError } from '../../shared/app-error.ts';
import { joinSnapshot, type SnapshotPart } from '../../shared/contract/snapshot-parts.ts';
import type { SiteSnapshot } from '../../shared/model/site.ts';
import { err, ok, type Result } from '../../shared/result.ts';

/** Calls that were sent and not answered yet, by their number. */
export function createPendingCalls() {
  const waiting = new Map<number, (result: Result<unknown>) => void>();
  /** What has come of a snapshot whose end is still on its way. */
  const begun = new Map<number, SnapshotPart[]>();
  let lastId = 0;
  return {
    open(): { id: number; answer: Promise<Result<unknown>> } {
      const id = ++lastId;
      return { id, answer: new Promise((resolve) => waiting.set(id, resolve)) };
    },
    addPart(id: number, part: SnapshotPart): void {
      const parts = begun.get(id);
      if (parts) parts.push(part);
      else if (waiting.has(id)) begun.set(id, [part]);
    },
    settle(id: number, result: Result<unknown>): void {
      const parts = begun.get(id);
      const whole =
        parts && result.ok ? ok(joinSnapshot(parts, result.value as SiteSnapshot)) : result;
      waiting.get(id)?.(whole);
      waiting.delete(id);
      begun.delete(id);
    },
    /** Nobody will answer these any more. */
    failAll(error: AppError): void {
      const all = [...waiting.values()];
      waiting.clear();
      begun.clear();
      for (const resolve of all) resolve(err(error));
    },
  };
}
