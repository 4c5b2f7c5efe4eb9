import type { AppError } from '../../../shared/app-error.ts';
import { err, type Result } from '../../../shared/result.ts';
import { cancelledError } from './ssh-errors.ts';

/** A signal whose reason is always the AppError to answer with. */
export interface StopSignal {
  readonly signal: AbortSignal;
  /** Lets go of the timer and of the caller's signal. */
  clear(): void;
}

/** Aborts as `cancelled` with the caller's signal, or as `late()` after `ms` (null: never). */
export function createStopSignal(
  callers: AbortSignal | undefined,
  ms: number | null,
  late: () => AppError,
): StopSignal {
  const controller = new AbortController();
  const cancel = () => controller.abort(cancelledError());
  const timer = ms === null ? undefined : setTimeout(() => controller.abort(late()), ms);
  if (callers?.aborted) cancel();
  callers?.addEventListener('abort', cancel, { once: true });
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      callers?.removeEventListener('abort', cancel);
    },
  };
}

/** The work's result, or the signal's reason if that is first; then `late` gets what still comes. */
export function orStopped<T>(
  work: Promise<Result<T>>,
  signal: AbortSignal,
  late: (value: T) => void,
): Promise<Result<T>> {
  return new Promise((resolve) => {
    const stop = () => {
      work.then((result) => {
        if (result.ok) late(result.value);
      });
      resolve(err(signal.reason as AppError));
    };
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    work.then((result) => {
      if (signal.aborted) return;
      signal.removeEventListener('abort', stop);
      resolve(result);
    });
  });
}
