import { createSharedWork } from './shared-work.ts';
import type { SshConnection } from './ssh-connector.ts';

/** A connection in use by several; it ends with the last of them. */
interface HopLease {
  connection: SshConnection;
  release(): void;
}

/**
 * Connections to machines that are only passed through, shared by all hosts behind them: a
 * thousand hosts behind one bastion are one login there.
 */
export interface HopPool<F> {
  /** `F`: what `open` answers when there is no connection. Rejects when the signal aborts. */
  lease(
    key: string,
    signal: AbortSignal,
    open: (signal: AbortSignal) => Promise<SshConnection | F>,
  ): Promise<HopLease | F>;
}

export function createHopPool<F extends { failed: true }>(): HopPool<F> {
  const held = new Map<string, { connection: SshConnection; users: number }>();
  const opening = createSharedWork<F | null>();

  function join(key: string): HopLease | null {
    const hop = held.get(key);
    if (!hop) return null;
    hop.users++;
    let released = false;
    return {
      connection: hop.connection,
      release() {
        if (released) return;
        released = true;
        hop.users--;
        if (hop.users > 0) return;
        if (held.get(key) === hop) held.delete(key);
        hop.connection.close();
      },
    };
  }

  return {
    async lease(key, signal, open) {
      for (;;) {
        const lease = join(key);
        if (lease) return lease;
        const failure = await opening.run(key, signal, async (shared) => {
          const opened = await open(shared);
          if ('failed' in opened) return opened;
          if (shared.aborted) {
            opened.close();
            return null;
          }
          const hop = { connection: opened, users: 0 };
          held.set(key, hop);
          opened.closed.then(() => {
            if (held.get(key) === hop) held.delete(key);
          });
          return null;
        });
        if (failure) return failure;
      }
    },
  };
}
