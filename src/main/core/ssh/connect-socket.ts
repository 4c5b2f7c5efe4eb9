import { connect, type Socket } from 'node:net';
import { err, ok, type Result } from '../../../shared/result.ts';
import { cancelledError, connectError, type Place, timeoutError } from './ssh-errors.ts';

/** Node gives each address of a name only 250 ms by default, less than a far host needs. */
const perAddressMs = 3_000;

/** A TCP connection. Errors: `ssh-unreachable`, `ssh-timeout`, `cancelled`. */
export function connectSocket(
  at: Place,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Result<Socket>> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(err(cancelledError()));
      return;
    }
    const socket = connect({
      host: at.address,
      port: at.port,
      noDelay: true,
      keepAlive: true,
      autoSelectFamilyAttemptTimeout: perAddressMs,
    });
    const settle = (result: Result<Socket>) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.removeAllListeners();
      if (!result.ok) {
        // It may still fail after we gave up on it.
        socket.on('error', () => {});
        socket.destroy();
      }
      resolve(result);
    };
    const onAbort = () => settle(err(cancelledError()));
    const timer = setTimeout(
      () => settle(err(timeoutError(`answer on port ${at.port}`, timeoutMs, at))),
      timeoutMs,
    );
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('connect', () => settle(ok(socket)));
    socket.on('error', (error: NodeJS.ErrnoException) => settle(err(connectError(error, at))));
  });
}
