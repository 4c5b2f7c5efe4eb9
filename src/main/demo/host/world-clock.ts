/**
 * The site's time. Clocks run as the real one does; what takes time (copying memory, shutting
 * down) takes `1 / speed` of it.
 */
export interface WorldClock {
  /** Seconds since the epoch. */
  now(): number;
  /**
   * Resolves after so many seconds of the site; at once, and with false, when aborted or closed.
   * `real`: seconds of the real clock instead, for what a host does by its own clock.
   */
  wait(seconds: number, signal?: AbortSignal, real?: 'real'): Promise<boolean>;
  /** Seconds of the site that pass in one real second. */
  readonly speed: number;
  /** Ends every wait. */
  close(): void;
}

export function createWorldClock(speed: number): WorldClock {
  const closing = new AbortController();
  return {
    now: () => Date.now() / 1000,
    speed,
    wait(seconds, signal, real) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      if (closing.signal.aborted || signal?.aborted) return Promise.resolve(false);
      const end = (passed: boolean) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        closing.signal.removeEventListener('abort', stop);
        resolve(passed);
      };
      const stop = () => end(false);
      const timer = setTimeout(end, (seconds * 1000) / (real ? 1 : speed), true);
      signal?.addEventListener('abort', stop);
      closing.signal.addEventListener('abort', stop);
      return promise;
    },
    close: () => closing.abort(),
  };
}
