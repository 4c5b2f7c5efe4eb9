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
 * Runs one command of QEMU's human monitor and returns what it prints. Some commands (`savevm`) report their failures as printed
 * text only: the caller judges it.
 */
export async function monitorCommand(
  socketPath: string,
  command: string,
  timeoutMs?: number,
): Promise<string> {
  const words = { 'command-line': command };
  const said = await qmpCommand(socketPath, 'human-monitor-command', words, timeoutMs);
  return typeof said === 'string' ? said : '';
}

/** Runs one command and returns its answer. A connection for each: QEMU serves one at a time, and commands are rare. */
export function qmpCommand(
  socketPath: string,
  execute: string,
  args: object,
  timeoutMs = 120_000,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath);
    const timer = setTimeout(
      () => fail(new Error(`QEMU gave no answer to ${execute} within ${timeoutMs} ms`)),
      timeoutMs,
    );
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
    };
    const fail = (error: Error): void => {
      end();
      reject(error);
    };
    const ask = (command: object): void => {
      socket.write(`${JSON.stringify(command)}\n`);
    };
    let answers = 0;
    let pending = '';
    const take = (reply: QmpReply): void => {
      if (reply.QMP !== undefined) ask({ execute: 'qmp_capabilities' });
      else if (reply.error !== undefined) fail(new QmpError(reply.error.desc));
      else if (reply.return === undefined) return;
      else if (answers++ === 0) ask({ execute, arguments: args });
      else {
        end();
        resolve(reply.return);
      }
    };
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      const lines = (pending + chunk).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') take(JSON.parse(line) as QmpReply);
    });
    socket.on('error', fail);
    socket.on('close', () =>
      fail(new Error(`QEMU closed its monitor before it answered ${execute}`)),
    );
  });
}
