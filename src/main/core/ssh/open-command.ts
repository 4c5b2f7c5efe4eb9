import { setTimeout as delay } from 'node:timers/promises';
import { type AppError, appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { CommandLine } from '../shell/command-line.ts';
import { lineSource } from './line-source.ts';
import { pump } from './pump.ts';
import type { Exit } from './ssh-connector.ts';
import { cancelledError } from './ssh-errors.ts';
import type { ExecOptions, RemoteProcess } from './ssh-port.ts';
import { type CommandContext, loginShellError, startCommand } from './start-command.ts';
import { createStopSignal } from './stop-signal.ts';
import { sudoRefusal } from './sudo-refusal.ts';

/** How long output that nobody listens to is kept once the command has ended. */
const unheardMs = 1_000;
/** What is kept of stderr to recognise sudo's words. */
const keptErrors = 4096;

/** Starts a command whose output is used while it comes, see `CommandRunner.open`. */
export async function openCommand(
  context: CommandContext,
  command: CommandLine,
  options: Omit<ExecOptions, 'stdin' | 'maxOutputBytes'>,
  startTimeoutMs: number,
): Promise<Result<RemoteProcess>> {
  const late = (what: string, ms: number) =>
    appError('ssh-timeout', `${context.host} did not ${what} within ${ms / 1000} s.`, {
      retryable: true,
    });
  const stop = createStopSignal(options.signal, options.timeoutMs ?? null, () =>
    late('finish the command', options.timeoutMs ?? 0),
  );
  const start = createStopSignal(stop.signal, startTimeoutMs, () =>
    late('start the command', startTimeoutMs),
  );
  const reasonOf = (signal: AbortSignal) =>
    (stop.signal.aborted ? stop.signal.reason : signal.reason) as AppError;

  const started = await startCommand(
    context,
    command,
    { forward: options.forward ?? null, asRoot: options.asRoot ?? true },
    start.signal,
  );
  if (!started.ok) {
    start.clear();
    stop.clear();
    return stop.signal.aborted ? err(reasonOf(stop.signal)) : started;
  }
  const { channel, stdout, stderr, sudo } = started.value;

  let settle: (result: Result<Exit>) => void = () => {};
  const ended = new Promise<Result<Exit>>((resolve) => {
    settle = resolve;
  });
  let errors = '';
  let silent = true;
  let begun: () => void = () => {};
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const out = lineSource(channel.stdout, stdout, {
    marker: () => begun(),
    bytes(own) {
      if (own.length > 0) silent = false;
    },
  });
  const problems = lineSource(channel.stderr, stderr, {
    marker() {},
    bytes(own) {
      if (errors.length < keptErrors) errors += own.toString('utf8');
    },
  });

  function endEarly(error: AppError): void {
    channel.kill();
    settle(err(error));
  }
  const onStop = () => endEarly(reasonOf(stop.signal));
  stop.signal.addEventListener('abort', onStop, { once: true });

  let handOver: () => void = () => {};
  // The exit status may overtake the output: what it said is kept until the caller can listen, or
  // it is sure that there is no command to be handed over.
  const handedOver = new Promise<void>((resolve) => {
    handOver = resolve;
    channel.stdout.once('end', () => resolve());
  });
  Promise.all([channel.exited, handedOver]).then(async () => {
    await delay(unheardMs, undefined, { ref: false });
    // Whoever waits for the end alone must get it, although unread output holds the channel.
    if (!out.heard) out.release();
    problems.release();
  });
  channel.ended.then(async (result) => {
    // Whoever waits for the end has heard everything by then.
    if (result.ok) await Promise.all([out.given(), problems.given()]);
    const refusal =
      result.ok && sudo && silent
        ? sudoRefusal({ code: result.value.code, stderr: errors }, context)
        : null;
    settle(refusal ? err(refusal) : result);
  });
  ended.then(() => {
    stop.clear();
    start.clear();
  });

  const first = await Promise.race([
    beginning.then(() => null),
    ended,
    new Promise<Result<never>>((resolve) => {
      const onLate = () => resolve(err(reasonOf(start.signal)));
      if (start.signal.aborted) onLate();
      start.signal.addEventListener('abort', onLate, { once: true });
    }),
  ]);
  start.clear();
  if (first !== null && !stdout.seen) {
    if (first.ok) return loginShellError(context, started.value, first.value.code);
    endEarly(first.error);
    return first;
  }

  handOver();
  return ok({
    onStdout(listener) {
      out.listen(listener);
      problems.release();
    },
    onStderr: (listener) => problems.listen(listener),
    write(data) {
      if (channel.stdin.writable) channel.stdin.write(data);
    },
    async send(bytes) {
      try {
        await pump(bytes, channel.stdin, ended);
        channel.stdin.end();
      } catch {
        // Who made the bytes knows why; what came over so far is no whole input.
        endEarly(cancelledError());
      }
    },
    endInput() {
      channel.stdin.end();
    },
    kill: () => endEarly(cancelledError()),
    ended,
  });
}
