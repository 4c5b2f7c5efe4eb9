import { type AppError, appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { CommandLine } from '../shell/command-line.ts';
import type { MarkerFilter } from './marker-filter.ts';
import type { ExecOptions, ExecResult } from './ssh-port.ts';
import { type CommandContext, loginShellError, startCommand } from './start-command.ts';
import { createStopSignal } from './stop-signal.ts';
import { sudoRefusal } from './sudo-refusal.ts';

const defaultTimeoutMs = 30_000;
const defaultMaxOutputBytes = 16 * 1024 * 1024;

/** Gathers what a stream carries after its marker, up to a limit. */
function gather(
  stream: NodeJS.ReadableStream,
  filter: MarkerFilter,
  maxBytes: number,
  onTooMuch: () => void,
): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    const own = filter.push(chunk);
    if (!own) return;
    size += own.length;
    if (size > maxBytes) onTooMuch();
    else chunks.push(own);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

/** Runs a command to its end, see `CommandRunner.exec`. */
export async function execCommand(
  context: CommandContext,
  command: CommandLine,
  options: ExecOptions,
): Promise<Result<ExecResult>> {
  const { timeoutMs = defaultTimeoutMs, maxOutputBytes = defaultMaxOutputBytes } = options;
  let waitsFor = 'No channel was free: other commands run there.';
  const stop = createStopSignal(options.signal, timeoutMs, () =>
    appError(
      'ssh-timeout',
      `${context.host} did not finish the command within ${(timeoutMs ?? 0) / 1000} s.`,
      {
        details: waitsFor,
        retryable: true,
      },
    ),
  );
  try {
    const started = await startCommand(
      context,
      command,
      { forward: options.forward ?? null, asRoot: options.asRoot ?? true },
      stop.signal,
    );
    if (!started.ok) return started;
    waitsFor = 'It was running.';
    const { channel, stdout, stderr, sudo } = started.value;

    let endEarly: (error: AppError) => void = () => {};
    const cut = new Promise<Result<never>>((resolve) => {
      endEarly = (error) => {
        channel.kill();
        resolve(err(error));
      };
    });
    const tooMuch = () => {
      const words = `A command on ${context.host} wrote more than ${maxOutputBytes} bytes.`;
      endEarly(appError('output-too-large', words));
    };
    const out = gather(channel.stdout, stdout, maxOutputBytes, tooMuch);
    const errors = gather(channel.stderr, stderr, maxOutputBytes, tooMuch);
    const onStop = () => endEarly(stop.signal.reason as AppError);
    stop.signal.addEventListener('abort', onStop, { once: true });
    if (stop.signal.aborted) onStop();
    channel.stdin.end(options.stdin ?? '');

    const ended = await Promise.race([cut, channel.ended]);
    if (!ended.ok) return ended;
    const { code, signal } = ended.value;
    if (!stdout.seen) return loginShellError(context, started.value, code);
    const result: ExecResult = { stdout: out(), stderr: errors(), code, signal };
    const refusal = sudo && result.stdout === '' ? sudoRefusal(result, context) : null;
    return refusal ? err(refusal) : ok(result);
  } finally {
    stop.clear();
  }
}
