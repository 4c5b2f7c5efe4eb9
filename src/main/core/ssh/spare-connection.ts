import type { Result } from '../../../shared/result.ts';
import type { SshConnection } from './ssh-connector.ts';
import { cancelledError } from './ssh-errors.ts';

/** A connection that is opened before the command it is for, and serves that one alone. */
export interface SpareConnection {
  /** Once only; null where it was not made, was lost again, or nobody came for it in time. */
  take(): Promise<SshConnection | null>;
  discard(): void;
}

/** Begins to open it; unused, it is closed after `keepMs`. */
export function createSpareConnection(
  open: (signal: AbortSignal) => Promise<Result<SshConnection>>,
  keepMs: number,
): SpareConnection {
  const stop = new AbortController();
  let kept: SshConnection | null = null;
  const opening = open(stop.signal).then((opened) => {
    if (!opened.ok) return;
    if (stop.signal.aborted) return opened.value.close();
    kept = opened.value;
    kept.closed.then(() => {
      kept = null;
    });
  });
  const discard = (): void => {
    clearTimeout(timer);
    stop.abort(cancelledError());
    kept?.close();
    kept = null;
  };
  const timer = setTimeout(discard, keepMs);
  timer.unref();
  return {
    async take() {
      clearTimeout(timer);
      await opening;
      const taken = kept;
      kept = null;
      return taken;
    },
    discard,
  };
}
