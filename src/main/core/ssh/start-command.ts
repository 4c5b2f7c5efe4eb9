import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { CommandLine } from '../shell/command-line.ts';
import { loginShellLine } from '../shell/login-shell-line.ts';
import { createMarkerFilter, type MarkerFilter } from './marker-filter.ts';
import type { Slots } from './slots.ts';
import type { SpareConnection } from './spare-connection.ts';
import type { SshChannel, SshConnection } from './ssh-connector.ts';
import type { ForwardedKeys } from './ssh-port.ts';
import { orStopped } from './stop-signal.ts';

/** The connection that commands run on, and its places. */
export interface CommandContext {
  connection: SshConnection;
  slots: Slots;
  user: string;
  /** The machine's name, for messages. */
  host: string;
  /** A connection of its own for a command with forwarded keys. */
  openForwarding(over: SpareConnection | null, signal: AbortSignal): Promise<Result<SshConnection>>;
}

export interface StartedCommand {
  channel: SshChannel;
  stdout: MarkerFilter;
  stderr: MarkerFilter;
  sudo: boolean;
}

/** A channel that we closed may count at the server until its command has ended. */
const roomTries = 3;
const roomDelayMs = 1_000;

async function startShared(
  context: CommandContext,
  line: CommandLine,
  stop: AbortSignal,
): Promise<Result<SshChannel>> {
  for (let alone = 0; ; ) {
    const slot = await context.slots.take(stop);
    if (!slot.ok) return slot;
    const opened = await orStopped(context.connection.exec(line, null), stop, (late) => {
      late.kill();
      late.gone.then(slot.value.free);
    });
    if (opened.ok) {
      opened.value.gone.then(slot.value.free);
      return opened;
    }
    if (stop.aborted) {
      // If the server still opens it, the place is given back when it is closed again.
      context.connection.closed.then(slot.value.free);
      return opened;
    }
    const noRoom = opened.error.code === 'ssh-channel-refused' && opened.error.retryable;
    if (!noRoom) {
      slot.value.free();
      return opened;
    }
    if (slot.value.refused() > 0) continue;
    if (++alone > roomTries) return opened;
    await delay(roomDelayMs);
  }
}

/**
 * A command with forwarded keys has a connection of its own: OpenSSH forwards an agent for a
 * connection once and then shows it to every session there, and tells nobody which of them used
 * it. So the agent lives exactly as long as the command, and no other command can see it.
 */
async function startForwarding(
  context: CommandContext,
  line: CommandLine,
  forward: ForwardedKeys,
  stop: AbortSignal,
): Promise<Result<SshChannel>> {
  const connection = await context.openForwarding(forward.over ?? null, stop);
  if (!connection.ok) return connection;
  const opened = await orStopped(connection.value.exec(line, forward), stop, (late) => late.kill());
  if (!opened.ok) {
    connection.value.close();
    return opened;
  }
  opened.value.gone.then(() => connection.value.close());
  return opened;
}

/**
 * Starts a command behind a marker on both its outputs. `stop`'s reason is an AppError, and the
 * result when it aborts first. Errors besides: `invalid-input`, `ssh-queue-full`,
 * `ssh-channel-refused`, `ssh-timeout`, `ssh-closed`, and those of a login.
 */
export async function startCommand(
  context: CommandContext,
  command: CommandLine,
  options: { forward: ForwardedKeys | null; asRoot: boolean },
  stop: AbortSignal,
): Promise<Result<StartedCommand>> {
  const marker = [randomBytes(8).toString('hex'), randomBytes(8).toString('hex')] as const;
  const sudo = options.asRoot && context.user !== 'root';
  const keepAgent = sudo && options.forward !== null;
  const line = loginShellLine({ command, marker, sudo, keepAgent });
  if (!line.ok) return line;
  const channel = options.forward
    ? await startForwarding(context, line.value, options.forward, stop)
    : await startShared(context, line.value, stop);
  if (!channel.ok) return channel;
  return ok({
    channel: channel.value,
    stdout: createMarkerFilter(marker.join('')),
    stderr: createMarkerFilter(marker.join('')),
    sudo,
  });
}

/** The command never began: what the login shell did instead is in the details. */
export function loginShellError(
  context: CommandContext,
  started: StartedCommand,
  code: number | null,
) {
  const words = [started.stdout.noise(), started.stderr.noise()].filter((text) => text !== '');
  return err(
    appError(
      'ssh-channel-refused',
      `The login shell of ${context.user} on ${context.host} did not run the command${code === null ? '' : ` (exit status ${code})`}.`,
      {
        hint: 'The account needs an ordinary shell: not nologin, a restricted shell or a forced command, and start-up files that do not end it.',
        ...(words.length > 0 && { details: words.join('\n') }),
      },
    ),
  );
}
