import { spawn } from 'node:child_process';
import { appError } from '../../../../shared/app-error.ts';
import { err, ok } from '../../../../shared/result.ts';
import type { CommandRunner } from '../../ssh/ssh-port.ts';

/** Runs command lines on this very machine, as the account that this program runs as. */
export const localExec: Pick<CommandRunner, 'exec'> = {
  exec: (command, options = {}) =>
    new Promise((resolve) => {
      const child = spawn('/bin/sh', ['-c', command], { stdio: ['pipe', 'pipe', 'pipe'] });
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      // One that has ended reads no more, and says so itself.
      child.stdin.on('error', () => {});
      child.stdin.end(options.stdin ?? '');
      const late = options.timeoutMs ?? null;
      const timer = late === null ? undefined : setTimeout(() => child.kill(), late);
      const stop = () => child.kill();
      options.signal?.addEventListener('abort', stop, { once: true });
      child.once('error', (error) => {
        clearTimeout(timer);
        resolve(err(appError('command-failed', `sh could not be started: ${error.message}`)));
      });
      child.once('close', (code, signal) => {
        clearTimeout(timer);
        options.signal?.removeEventListener('abort', stop);
        const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString('utf8');
        resolve(ok({ stdout: text(stdout), stderr: text(stderr), code, signal }));
      });
    }),
};
