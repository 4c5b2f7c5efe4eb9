import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { CommandLine } from '../../src/main/core/shell/command-line.ts';
import { pump } from '../../src/main/core/ssh/pump.ts';
import type { CommandRunner, ExecResult, RemoteProcess } from '../../src/main/core/ssh/ssh-port.ts';
import { appError } from '../../src/shared/app-error.ts';
import { err, ok } from '../../src/shared/result.ts';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Runs command lines on this machine as an SSH server runs them: a login shell gets the line, in a
 * session of its own, and a closed channel means closed pipes, never a signal.
 * `shell` reads the line (any login shell), `env` is its whole environment, `cwd` its folder.
 */
export function createLocalRunner(options: {
  env: Record<string, string>;
  shell?: readonly [string, ...string[]];
  cwd?: string;
}): CommandRunner & { opened: { pid: number }[] } {
  const [program, ...shellArgs] = options.shell ?? ['/bin/sh', '-c'];
  const opened: { pid: number }[] = [];

  function start(command: CommandLine): Child {
    const child = spawn(program, [...shellArgs, command], {
      env: options.env,
      cwd: options.cwd,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => {});
    opened.push({ pid: child.pid ?? -1 });
    return child;
  }

  return {
    opened,
    exec(command, execOptions = {}) {
      const child = start(command);
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      child.stdin.end(execOptions.stdin ?? '');
      return new Promise((resolve) => {
        const cancel = () => {
          child.stdout.destroy();
          child.stderr.destroy();
          resolve(err(appError('cancelled', 'cancelled')));
        };
        execOptions.signal?.addEventListener('abort', cancel, { once: true });
        child.on('error', (error) => resolve(err(appError('ssh-closed', error.message))));
        child.on('close', (code, signal) => {
          const result: ExecResult = {
            stdout: Buffer.concat(stdout).toString('utf8'),
            stderr: Buffer.concat(stderr).toString('utf8'),
            code,
            signal,
          };
          resolve(ok(result));
        });
      });
    },
    async open(command, openOptions = {}) {
      const child = start(command);
      let settle: (how: Awaited<RemoteProcess['ended']>) => void = () => {};
      const ended: RemoteProcess['ended'] = new Promise((resolve) => {
        settle = resolve;
      });
      child.on('error', (error) => settle(err(appError('ssh-closed', error.message))));
      child.on('close', (code, signal) => settle(ok({ code, signal })));
      const kill = () => {
        child.stdin.destroy();
        child.stdout.destroy();
        child.stderr.destroy();
        settle(err(appError('cancelled', 'cancelled')));
      };
      openOptions.signal?.addEventListener('abort', kill, { once: true });
      return ok({
        onStdout: (listener) => onLines(child.stdout, listener),
        onStderr: (listener) => onLines(child.stderr, listener),
        write: (data) => void child.stdin.write(data),
        async send(bytes) {
          try {
            await pump(bytes, child.stdin, ended);
            child.stdin.end();
          } catch {
            kill();
          }
        },
        endInput: () => void child.stdin.end(),
        kill,
        ended,
      });
    },
  };
}

function onLines(stream: Readable, listener: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) listener(line);
  });
  stream.on('end', () => {
    if (rest !== '') listener(rest);
  });
}
