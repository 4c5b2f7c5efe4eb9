import { setImmediate as nextTurn } from 'node:timers/promises';
import { ok, type Result } from '../../../shared/result.ts';
import type { ReportSource } from './report-source.ts';
import { readFailure } from './store-failure.ts';

/** So long at once; then others have their turn. */
export const turnMs = 10;

/** Does what a report needs before its first row, in short turns. */
export async function prepareReport(
  { prepare }: ReportSource,
  signal?: AbortSignal,
): Promise<Result<void>> {
  let until = performance.now() + turnMs;
  try {
    for (const _step of prepare ?? []) {
      if (performance.now() < until) continue;
      await nextTurn();
      if (signal?.aborted) break;
      until = performance.now() + turnMs;
    }
    return ok(undefined);
  } catch (thrown) {
    const failed = readFailure(thrown);
    if (!failed) throw thrown;
    return failed;
  }
}
