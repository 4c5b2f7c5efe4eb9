import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import type { AppError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { connectSocket } from './connect-socket.ts';
import { hostKeyAlgorithms, hostKeyOf } from './host-key.ts';
import { createLiveness, type Liveness } from './liveness.ts';
import type { ConnectRequest, SshConnection, SshConnector } from './ssh-connector.ts';
import { cancelledError, closedError, sessionError, timeoutError } from './ssh-errors.ts';
import { forwardingSlot } from './ssh2-agents.ts';
import { ssh2AuthHandler } from './ssh2-auth.ts';
import { ssh2Connection } from './ssh2-connection.ts';
import { createWatchdog } from './watchdog.ts';

export interface KeepaliveOptions {
  /** How often a silent server is asked for a sign of life. */
  intervalMs?: number;
  /** After how many intervals without a single byte the connection is given up. */
  misses?: number;
}

/**
 * Node cuts small buffers from slabs of 64 KiB, each kept whole by any few bytes that live on; every
 * connection keeps some. With small slabs that is 1 KB a connection instead of 17.
 */
const slabBytes = 8 * 1024;

/** The sessions' port on the ssh2 library. One of it serves any number of connections. */
export function createSsh2Connector(keepalive: KeepaliveOptions = {}): SshConnector {
  const { intervalMs = 15_000, misses = 8 } = keepalive;
  const liveness = createLiveness(intervalMs, misses);
  Buffer.poolSize = slabBytes;

  return {
    async connect(request) {
      if (request.transport) return login(request, request.transport, liveness, intervalMs);
      const socket = await connectSocket(request, request.timeouts.tcpMs, request.signal);
      if (!socket.ok) return socket;
      return login(request, socket.value, liveness, intervalMs);
    },
  };
}

/** From an open byte stream to a connection that is logged in. */
function login(
  request: ConnectRequest,
  stream: Duplex,
  liveness: Liveness,
  pingMs: number,
): Promise<Result<SshConnection>> {
  const { signal, timeouts } = request;
  const client = new ssh2.Client();
  const slot = forwardingSlot();
  const lost = new AbortController();
  let hostKey = hostKeyOf(new Uint8Array());
  let phase = 'before the encryption was agreed on';
  let firstWords = '';

  return new Promise((resolve) => {
    let settled = false;
    const watchdog = createWatchdog((what, ms) => fail(timeoutError(what, ms, request)));

    function settle(result: Result<SshConnection>): void {
      if (settled) return;
      settled = true;
      watchdog.rest();
      signal.removeEventListener('abort', onAbort);
      stream.removeListener('data', listen);
      resolve(result);
    }
    function fail(error: AppError): void {
      // Errors that a dying connection still reports would end the process without a listener.
      client.removeAllListeners().on('error', () => {});
      lost.abort();
      settle(err(error));
      stream.destroy();
    }
    const onAbort = () => fail(cancelledError());
    /** A server that has no room says so in clear text before the protocol begins. */
    const listen = (chunk: Buffer) => {
      if (firstWords.length < 512) firstWords += chunk.toString('latin1');
    };

    const auth = ssh2AuthHandler(client, request, watchdog, lost.signal, (error) => fail(error));
    client.on('error', (error: Error & { level?: string }) => {
      if (error.level === 'agent') return;
      fail(sessionError(error, request, phase));
    });
    client.on('close', () => {
      const words = /^SSH-/m.test(firstWords) ? '' : firstWords.trim();
      fail(closedError(request, phase, words.slice(0, 512)));
    });
    client.on('handshake', () => {
      phase = 'before the login was complete';
      stream.removeListener('data', listen);
    });
    client.on('ready', () => {
      client.removeAllListeners('error').removeAllListeners('close');
      settle(
        ok(ssh2Connection({ client, stream, slot, hostKey, at: request, liveness, timeouts })),
      );
    });
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) {
      onAbort();
      return;
    }

    watchdog.expect('begin the SSH protocol', timeouts.handshakeMs);
    client.connect({
      sock: stream,
      username: request.user,
      agent: slot.agent,
      readyTimeout: 0,
      keepaliveInterval: pingMs,
      // ssh2 only sends the pings; `liveness` decides, as any traffic counts as life.
      keepaliveCountMax: Number.MAX_SAFE_INTEGER,
      algorithms: { serverHostKey: [...hostKeyAlgorithms(request.pinned)] },
      hostVerifier: (blob: Buffer) => {
        hostKey = hostKeyOf(blob);
        const refusal = request.checkHostKey(hostKey);
        if (refusal) fail(refusal);
        return refusal === null;
      },
      authHandler: auth,
    });
    stream.on('data', listen);
  });
}
