/** One connection that is watched for signs of life. */
export interface Watched {
  /** True when something came since the last time it was asked. */
  heard(): boolean;
  /** Nothing came for too long. */
  dead(silentMs: number): void;
}

export interface Liveness {
  watch(connection: Watched): void;
  forget(connection: Watched): void;
}

/**
 * Gives up connections on which nothing came for `misses` intervals. One timer for all of them;
 * it counts its own ticks, not the clock, so that neither a lying clock nor a machine that slept
 * or stalled makes a connection look dead before it had its chance to answer.
 */
export function createLiveness(intervalMs: number, misses: number): Liveness {
  const silent = new Map<Watched, number>();
  let timer: NodeJS.Timeout | undefined;

  function tick(): void {
    for (const [connection, count] of silent) {
      const now = connection.heard() ? 0 : count + 1;
      silent.set(connection, now);
      if (now < misses) continue;
      silent.delete(connection);
      connection.dead(now * intervalMs);
    }
  }

  return {
    watch(connection) {
      silent.set(connection, 0);
      timer ??= setInterval(tick, intervalMs).unref();
    },
    forget(connection) {
      silent.delete(connection);
      if (silent.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}
