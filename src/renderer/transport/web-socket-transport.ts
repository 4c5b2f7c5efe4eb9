import { appError } from '../../shared/app-error.ts';
import type { SnapshotPart } from '../../shared/contract/snapshot-parts.ts';
import type { Transport } from '../../shared/contract/transport.ts';
import type { SiteDelta } from '../../shared/model/site.ts';
import { err, type Result } from '../../shared/result.ts';
import { createPendingCalls } from './pending-calls.ts';

/** The part of a WebSocket that is used here, so that tests can bring their own. */
export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
}

export interface WebSocketTransportOptions {
  connect(): Socket;
  after(ms: number, run: () => void): void;
  /** 0 to 1, spreads the retries of several windows. */
  random(): number;
}

const firstRetryMs = 250;
const longestRetryMs = 5_000;

const lostWhileOpen = appError(
  'not-connected',
  'The connection to the console’s core was lost before it answered.',
  {
    hint: 'It may have done what you asked all the same: look at the jobs once it is back.',
    retryable: true,
  },
);
const notOpen = appError('not-connected', 'There is no connection to the console’s core.', {
  hint: 'The console keeps trying. If it was stopped, start it again.',
  retryable: true,
});

type Incoming =
  | { kind: 'part'; id: number; part: SnapshotPart }
  | { kind: 'result'; id: number; result: Result<unknown> }
  | { kind: 'delta'; delta: SiteDelta };

/** Null for anything that is not of the protocol. The core is trusted for what is inside. */
function readMessage(data: unknown): Incoming | null {
  if (typeof data !== 'string') return null;
  let message: unknown;
  try {
    message = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof message !== 'object' || message === null) return null;
  if ('delta' in message) return { kind: 'delta', delta: message.delta as SiteDelta };
  if (!('id' in message) || typeof message.id !== 'number') return null;
  const { id } = message;
  if ('part' in message) return { kind: 'part', id, part: message.part as SnapshotPart };
  if ('result' in message) return { kind: 'result', id, result: message.result as Result<unknown> };
  return null;
}

/**
 * The way to a core behind a WebSocket: `{id, method, input}` out, `{id, part}`, `{id, result}` and
 * `{delta}` in. Connects again by itself, at growing intervals with jitter.
 */
export function createWebSocketTransport(options: WebSocketTransportOptions): Transport {
  const calls = createPendingCalls();
  const deltaListeners = new Set<(delta: SiteDelta) => void>();
  const connectionListeners = new Set<(connected: boolean) => void>();
  let socket: Socket | null = null;
  let opened: Promise<boolean> = Promise.resolve(false);
  let failures = 0;

  function open(): void {
    const next = options.connect();
    let tellOpened: (open: boolean) => void = () => {};
    opened = new Promise((resolve) => {
      tellOpened = resolve;
    });
    next.onopen = () => {
      socket = next;
      failures = 0;
      tellOpened(true);
      for (const listener of connectionListeners) listener(true);
    };
    next.onmessage = (event) => {
      const message = readMessage(event.data);
      if (message?.kind === 'delta') {
        for (const listener of deltaListeners) listener(message.delta);
      } else if (message?.kind === 'part') {
        calls.addPart(message.id, message.part);
      } else if (message?.kind === 'result') {
        calls.settle(message.id, message.result);
      }
    };
    next.onclose = () => {
      socket = null;
      tellOpened(false);
      calls.failAll(lostWhileOpen);
      for (const listener of connectionListeners) listener(false);
      const wait = Math.min(longestRetryMs, firstRetryMs * 2 ** failures);
      failures += 1;
      options.after(wait * (0.75 + options.random() / 2), open);
    };
  }

  open();

  return {
    async invoke(method, input) {
      if (!socket) await opened;
      if (!socket) return err(notOpen);
      const call = calls.open();
      socket.send(JSON.stringify({ id: call.id, method, input }));
      // The contract names the output's type by the method; the core has parsed it.
      return (await call.answer) as never;
    },
    subscribe(listener) {
      deltaListeners.add(listener);
      return () => deltaListeners.delete(listener);
    },
    onConnection(listener) {
      connectionListeners.add(listener);
      return () => connectionListeners.delete(listener);
    },
  };
}
