import type { CommandRunner, HostLink } from '../../src/main/core/ssh/ssh-port.ts';
import { appError } from '../../src/shared/app-error.ts';
import type { Link } from '../../src/shared/model/connection.ts';
import { err, ok } from '../../src/shared/result.ts';

/** A host link over any runner that a test can take away and bring back. */
export interface LocalLink extends HostLink {
  /** Cut: commands fail and `ready` says why. */
  cut(): void;
  restore(): void;
  /** How often it was asked for something while it was cut. */
  refusals(): number;
}

export function createLocalLink(hostId: string, runner: CommandRunner): LocalLink {
  let online = true;
  let refusals = 0;
  const noRoute = appError('ssh-unreachable', 'No route to host.', { retryable: true });
  const gone = () => {
    refusals += 1;
    return err(noRoute);
  };
  const link = (): Link => ({
    state: online ? 'online' : 'offline',
    since: 0,
    lastSeen: 0,
    retryAt: null,
    error: online ? null : noRoute,
  });
  return {
    hostId,
    get link() {
      return link();
    },
    hostKey: null,
    user: 'root',
    port: 22,
    place: `${hostId}:22`,
    forwardableKey: null,
    exec: async (command, options) => (online ? runner.exec(command, options) : gone()),
    open: async (command, options) => (online ? runner.open(command, options) : gone()),
    ready: async () => (online ? ok(undefined) : gone()),
    prepareForwarding: () => null,
    connect() {},
    disconnect() {},
    onLink: () => () => {},
    close: async () => {},
    cut() {
      online = false;
    },
    restore() {
      online = true;
    },
    refusals: () => refusals,
  };
}
