import type { AppError } from '../../../shared/app-error.ts';
import { appError } from '../../../shared/app-error.ts';
import type { HostKey } from '../../../shared/model/connection.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { execCommand } from './exec-command.ts';
import { openCommand } from './open-command.ts';
import { type OpenedRoute, openRoute, type RouteContext } from './open-route.ts';
import type { Route } from './route.ts';
import { createSlots } from './slots.ts';
import { createSpareConnection, type SpareConnection } from './spare-connection.ts';
import type { SshConnection } from './ssh-connector.ts';
import { cancelledError } from './ssh-errors.ts';
import type { CommandRunner, ForwardableKey } from './ssh-port.ts';
import type { CommandContext } from './start-command.ts';

/** One time that a link is up: the connection, its channels, and what was opened beside it. */
export interface Session extends CommandRunner {
  readonly hostKey: HostKey;
  readonly key: ForwardableKey | null;
  lastHeard(): number;
  /** See `HostLink.prepareForwarding`. */
  prepareForwarding(): SpareConnection;
  /** Settles once, with why; null after `close()`. */
  readonly closed: Promise<AppError | null>;
  /** Ends every command, those with connections of their own too, and waits for that. */
  close(): Promise<void>;
}

/** Runs commands on a connection that `openRoute` opened. */
export function createSession(
  context: RouteContext,
  route: Route,
  { connection, key }: OpenedRoute,
): Session {
  const { limits, hostLabel } = context;
  const target = route.at(-1) ?? route[0];
  const stop = new AbortController();
  const beside = new Set<SshConnection>();
  const slots = createSlots({
    limit: limits.channels,
    waiting: limits.waiting,
    full: () =>
      appError('ssh-queue-full', `Too many commands wait for ${hostLabel}.`, {
        hint: 'The host answers slowly, or something asks it for too much. Try again later.',
        details: `${limits.channels} run and ${limits.waiting} wait.`,
        retryable: true,
      }),
  });

  /** Not ended with the main connection: a migration that still runs is better left running. */
  async function openBeside(signal: AbortSignal): Promise<Result<SshConnection>> {
    const either = AbortSignal.any([signal, stop.signal]);
    const opened = await openRoute(context, route, key, either);
    if (opened.failed) return err(opened.error);
    const own = opened.connection;
    beside.add(own);
    own.closed.then(() => beside.delete(own));
    if (stop.signal.aborted) own.close();
    return ok(own);
  }

  async function openForwarding(
    over: SpareConnection | null,
    signal: AbortSignal,
  ): Promise<Result<SshConnection>> {
    const prepared = await over?.take();
    if (!prepared) return openBeside(signal);
    if (signal.aborted) prepared.close();
    return ok(prepared);
  }

  const commands: CommandContext = {
    connection,
    slots,
    user: target.user,
    host: hostLabel,
    openForwarding,
  };
  const closed = connection.closed.then((error) => {
    slots.turnAway(error ?? appError('not-connected', `The connection to ${hostLabel} was ended.`));
    return error;
  });

  return {
    hostKey: connection.hostKey,
    key,
    lastHeard: connection.lastHeard,
    closed,
    prepareForwarding: () => createSpareConnection(openBeside, limits.spareMs),
    exec: (command, options = {}) => execCommand(commands, command, options),
    open: (command, options = {}) => openCommand(commands, command, options, limits.startMs),
    async close() {
      stop.abort(cancelledError());
      const all = [connection, ...beside];
      for (const one of all) one.close();
      await Promise.all(all.map((one) => one.closed));
    },
  };
}
