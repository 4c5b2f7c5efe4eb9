import type { Duplex } from 'node:stream';
import type ssh2 from 'ssh2';
import { type AppError, appError } from '../../../shared/app-error.ts';
import type { HostKey } from '../../../shared/model/connection.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Liveness, Watched } from './liveness.ts';
import type { ConnectTimeouts, SshChannel, SshConnection } from './ssh-connector.ts';
import {
  closedError,
  execRefusedError,
  keepaliveError,
  type Place,
  sessionError,
  timeoutError,
  tunnelRefusedError,
} from './ssh-errors.ts';
import type { ForwardingSlot } from './ssh2-agents.ts';
import { sshChannel } from './ssh2-channel.ts';

/** How long the server has to close its side after a good-bye. */
const farewellMs = 1_000;

type OpenError = (Error & { reason?: number | string }) | undefined;

/** A logged-in ssh2 client as the sessions' port. */
export function ssh2Connection(parts: {
  client: ssh2.Client;
  stream: Duplex;
  slot: ForwardingSlot;
  hostKey: HostKey;
  at: Place;
  liveness: Liveness;
  timeouts: ConnectTimeouts;
}): SshConnection {
  const { client, stream, slot, at, liveness, timeouts } = parts;
  const inUse = 'while it was in use';
  let lastHeard = Date.now();
  let heard = true;
  let asked = false;
  let failure: AppError | null = null;
  let isClosed = false;
  const lossListeners = new Set<(error: AppError | null) => void>();

  const watched: Watched = {
    heard() {
      const was = heard;
      heard = false;
      return was;
    },
    dead(silentMs) {
      failure ??= keepaliveError(at, silentMs);
      stream.destroy();
    },
  };
  liveness.watch(watched);
  stream.on('data', () => {
    heard = true;
    lastHeard = Date.now();
  });

  const closed = new Promise<AppError | null>((resolve) => {
    client.on('error', (error: Error & { level?: string }) => {
      if (error.level !== 'agent') failure ??= sessionError(error, at, inUse);
      // Whatever broke the protocol, no later byte of it can be trusted.
      if (error.level !== 'agent' && error.level !== 'client-socket') stream.destroy();
    });
    client.on('close', () => {
      isClosed = true;
      liveness.forget(watched);
      slot.offer(null);
      const reason = asked ? null : (failure ?? closedError(at, inUse));
      resolve(reason);
      for (const tell of lossListeners) tell(reason);
      lossListeners.clear();
    });
  });
  function onLost(listener: (error: AppError | null) => void): () => void {
    if (isClosed) closed.then(listener);
    else lossListeners.add(listener);
    return () => lossListeners.delete(listener);
  }

  /**
   * Runs one opening of a channel: never hangs, never throws, frees what comes too late. `take`
   * is called at once: all of a short command may come with the same packet, its end included.
   */
  function opening<T>(
    start: (done: (error: OpenError, channel: ssh2.ClientChannel) => void) => void,
    take: (channel: ssh2.ClientChannel) => T,
    refused: (error: { message: string; reason?: number | string }) => AppError,
  ): Promise<Result<T>> {
    return new Promise((resolve) => {
      if (isClosed || asked) {
        resolve(err(failure ?? closedError(at, 'before the command began')));
        return;
      }
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        resolve(err(timeoutError('open a channel', timeouts.channelMs, at)));
      }, timeouts.channelMs);
      const done = (error: OpenError, channel?: ssh2.ClientChannel) => {
        clearTimeout(timer);
        if (channel && !error && late) channel.destroy();
        else if (channel && !error) resolve(ok(take(channel)));
        else if (isClosed) resolve(err(failure ?? closedError(at, inUse)));
        else resolve(err(refused(error ?? new Error('no channel'))));
      };
      try {
        start(done);
      } catch (error) {
        // ssh2 throws when the socket is gone although its close was not told yet.
        clearTimeout(timer);
        resolve(err(closedError(at, inUse, error instanceof Error ? error.message : undefined)));
      }
    });
  }

  return {
    hostKey: parts.hostKey,
    lastHeard: () => lastHeard,
    closed,
    async exec(line, forward): Promise<Result<SshChannel>> {
      if (forward) slot.offer(forward);
      // The types know forwarding for whole connections only; ssh2 has it for one command, too.
      const options: ssh2.ExecOptions & { agentForward?: true } = forward
        ? { agentForward: true }
        : {};
      const opened = await opening(
        (done) => client.exec(line, options, done),
        (channel) => sshChannel(channel, onLost, at),
        (error) =>
          forward && error.message.includes('agent')
            ? noForwarding(at, error)
            : execRefusedError(error, at),
      );
      if (!opened.ok) {
        if (forward) slot.offer(null);
        return opened;
      }
      if (forward) opened.value.gone.then(() => slot.offer(null));
      return opened;
    },
    tunnel: (address, port) =>
      opening<Duplex>(
        (done) => client.forwardOut('127.0.0.1', 0, address, port, done),
        (channel) => channel,
        (error) => tunnelRefusedError(error, at, { address, port }),
      ),
    close() {
      asked = true;
      client.end();
      // A server that hangs never closes its side.
      if (!isClosed) setTimeout(() => stream.destroy(), farewellMs).unref();
    },
  };
}

function noForwarding(at: Place, error: { message: string }): AppError {
  return appError('ssh-channel-refused', `${at.address} does not allow agent forwarding.`, {
    hint: 'Set AllowAgentForwarding yes in its sshd_config, at least for this account.',
    details: error.message,
  });
}
