/**
 * Runs a piece of work once for all who ask for it while it runs (a thousand hosts with one key
 * ask for its passphrase once). It is aborted when the last of them is gone.
 */
export interface SharedWork<T> {
  /** Rejects with the signal's reason when that aborts first. */
  run(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

export function createSharedWork<T>(): SharedWork<T> {
  const running = new Map<
    string,
    { outcome: Promise<T>; waiting: number; stop: AbortController }
  >();

  return {
    run(key, signal, start) {
      if (signal.aborted) return Promise.reject(signal.reason);
      let work = running.get(key);
      if (!work) {
        const stop = new AbortController();
        const outcome = start(stop.signal).finally(() => {
          if (running.get(key) === started) running.delete(key);
        });
        const started = { outcome, waiting: 0, stop };
        running.set(key, started);
        work = started;
      }
      const joined = work;
      joined.waiting++;
      return new Promise<T>((resolve, reject) => {
        const leave = () => {
          joined.waiting--;
          if (joined.waiting === 0) {
            if (running.get(key) === joined) running.delete(key);
            joined.stop.abort(signal.reason);
          }
          reject(signal.reason);
        };
        signal.addEventListener('abort', leave, { once: true });
        const done = () => signal.removeEventListener('abort', leave);
        joined.outcome.then(
          (value) => {
            done();
            resolve(value);
          },
          (error) => {
            done();
            reject(error);
          },
        );
      });
    },
  };
}
