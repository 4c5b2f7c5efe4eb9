import type ssh2 from 'ssh2';
import { type AppError, appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Exit, SshChannel } from './ssh-connector.ts';
import { closedError, type Place } from './ssh-errors.ts';

/**
 * One command's ssh2 channel as the sessions' port. `onLost` tells of the connection's end until
 * the returned function is called: a connection outlives thousands of channels, and a promise of
 * its end would hold every one of them, output and all.
 */
export function sshChannel(
  stream: ssh2.ClientChannel,
  onLost: (listener: (error: AppError | null) => void) => () => void,
  at: Place,
): SshChannel {
  let exit: Exit | null = null;
  const exited = new Promise<Exit>((resolve) => {
    stream.once('exit', (code: number | null, signal?: string) => {
      exit = { code: code ?? null, signal: signal ?? null };
      resolve(exit);
    });
  });
  const over = (name: 'end' | 'close', on: NodeJS.EventEmitter = stream) =>
    new Promise<void>((resolve) => on.once(name, () => resolve()));
  const closed = over('close');
  const lost = new Promise<AppError | null>((resolve) => {
    const forget = onLost(resolve);
    closed.then(forget);
  });
  const drained = Promise.all([over('end'), over('end', stream.stderr), closed]);

  const ended = Promise.race([
    drained.then((): Result<Exit> => {
      if (exit) return ok(exit);
      return err(
        appError('ssh-closed', `${at.address} ended the command without an exit status.`, {
          hint: 'Its SSH session was ended from there, or the host shuts down.',
        }),
      );
    }),
    lost.then((error): Result<Exit> => err(error ?? closedError(at, 'because it was told to'))),
  ]);
  // A write into a channel that the other side has closed is no news: `ended` tells.
  stream.on('error', () => {});
  stream.stderr.on('error', () => {});

  return {
    stdin: stream,
    stdout: stream,
    stderr: stream.stderr,
    exited,
    ended,
    gone: Promise.race([closed, lost.then(() => {})]),
    kill() {
      // OpenSSH passes the signal on for accounts other than root; closing is for all.
      stream.signal('TERM');
      stream.close();
      stream.resume();
      stream.stderr.resume();
    },
  };
}
