import { createConnection } from 'node:net';

/** Raised by QEMU itself, in its own words. */
export class QmpError extends Error {}

interface QmpReply {
  readonly QMP?: unknown;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly event?: string;
}

/**
 * Runs one command of QEMU's human monitor and returns what it prints. A connection for each command: QEMU serves one at a time, and
 * commands are rare. Some commands (`savevm`) report their failures as printed text only: the caller judges it.
 */
export function monitorCommand(
  socketPath: string,
  command: string,
  timeoutMs = 120_000,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath);
    const timer = setTimeout(
      () =>
        finish(new Error(`QEMU's monitor gave no answer to "${command}" within ${timeoutMs} ms`)),
      timeoutMs,
    );
    const finish = (outcome: Error | string): void => {
      clearTimeout(timer);
      socket.destroy();
      if (typeof outcome === 'string') resolve(outcome);
      else reject(outcome);
    };
    const ask = (execute: string, args?: object): void => {
      socket.write(
        `${JSON.stringify(args === undefined ? { execute } : { execute, arguments: args })}\n`,
      );
    };
    let answers = 0;
    let pending = '';
    const take = (reply: QmpReply): void => {
      if (reply.QMP !== undefined) ask('qmp_capabilities');
      else if (reply.error !== undefined) finish(new QmpError(reply.error.desc));
      else if (reply.return !== undefined && answers++ === 0)
        ask('human-monitor-command', { 'command-line': command });
      else if (typeof reply.return === 'string') finish(reply.return);
    };
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      const lines = (pending + chunk).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') take(JSON.parse(line) as QmpReply);
    });
    socket.on('error', finish);
    socket.on('close', () =>
      finish(new Error(`QEMU closed its monitor before it answered "${command}"`)),
    );
  });
}
