import { userInfo } from 'node:os';
import { type AppError, appError } from '../../../shared/app-error.ts';
import type { Access, Link } from '../../../shared/model/connection.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Log } from '../log.ts';
import { askForTrust } from './host-key-trust.ts';
import { defaultLinkLimits, type LinkLimits } from './link-limits.ts';
import { idleLink, type LinkEvent, type LinkStatus, nextStatus } from './link-state.ts';
import { type HostKeyQuestion, openRoute, type RouteContext } from './open-route.ts';
import { createPasswordDesk, type PasswordDesk } from './password-desk.ts';
import type { ConfigPlace } from './read-config.ts';
import { placeOf, type Route, resolveRoute } from './route.ts';
import { createSession, type Session } from './session.ts';
import type { SshConnector } from './ssh-connector.ts';
import { cancelledError, closedError } from './ssh-errors.ts';
import type { ForwardableKey, HostLink } from './ssh-port.ts';
import type { SshShared } from './ssh-shared.ts';
import type { HostKeyStore, PromptPort, SecretStore } from './ssh-stores.ts';

export interface HostLinkOptions {
  hostId: string;
  hostLabel: string;
  access: Access;
  /** When the machine last answered, milliseconds since the epoch; null: never. */
  lastSeen: number | null;
  connector: SshConnector;
  shared: SshShared;
  hostKeys: HostKeyStore;
  secrets: SecretStore;
  prompts: PromptPort;
  log: Log;
  sshConfig: ConfigPlace;
  /** The agent to ask unless ~/.ssh/config names another; null: none. */
  agentSocket: string | null;
  /** Default: `defaultLinkLimits`. */
  limits?: LinkLimits;
}

/** The session to one machine, see `HostLink`. Idle until `connect`. */
export function createHostLink(options: HostLinkOptions): HostLink {
  const { access, hostLabel, hostKeys, secrets, shared, log } = options;
  const limits = options.limits ?? defaultLinkLimits;
  const listeners = new Set<(link: Link) => void>();
  let status: LinkStatus = idleLink(Date.now(), options.lastSeen);
  let at = { user: access.user, port: access.port, place: placeOf(access) };
  /** The way that is being opened, or a question about a host key on it; null: neither. */
  let pursuit: AbortController | null = null;
  let session: Session | null = null;
  /** What opened the door last time does so again, without a question. */
  let lastKey: ForwardableKey | null = null;
  let retry: NodeJS.Timeout | undefined;
  let isClosed = false;

  const desks = new Map<string, PasswordDesk>();
  const context: RouteContext = {
    hostId: options.hostId,
    hostLabel,
    connector: options.connector,
    hostKeys,
    prompts: options.prompts,
    passwordDesk({ user, place }) {
      const name = `${user}@${place}`;
      const desk = desks.get(name) ?? createPasswordDesk({ secrets, user, place, log });
      desks.set(name, desk);
      return desk;
    },
    shared,
    limits,
    log,
  };

  function apply(event: LinkEvent): void {
    status = nextStatus(status, event, { now: Date.now(), random: Math.random(), limits });
    const { link } = status;
    clearTimeout(retry);
    if (link.retryAt !== null) retry = setTimeout(() => pursue(false), link.retryAt - link.since);
    for (const listener of [...listeners]) listener(link);
  }

  function fail(error: AppError): void {
    log.info({ code: error.code, reason: error.message }, 'the connection was not made');
    apply({ type: 'failed', error });
  }

  async function findRoute(): Promise<Result<Route>> {
    const config = await shared.config.read(options.sshConfig);
    if (config.problems.length > 0) log.debug({ problems: config.problems }, 'ssh_config');
    const route = resolveRoute({
      access,
      directives: config.directives,
      home: options.sshConfig.home,
      localUser: userInfo().username,
      agentSocket: options.agentSocket,
      env: process.env,
    });
    if (route.ok) at = route.value.at(-1) ?? route.value[0];
    return route;
  }

  /** Tries once. Answers the host key that the user has to see before more tries make sense. */
  async function attempt(signal: AbortSignal): Promise<HostKeyQuestion | null> {
    try {
      return await tryOnce(signal);
    } catch (thrown) {
      // A bug of ours, or of the library's: this host is told of it, the others go on.
      log.error({ err: thrown }, 'connecting threw');
      const details = thrown instanceof Error ? thrown.message : String(thrown);
      if (!signal.aborted) {
        fail(
          appError('internal', 'Something went wrong inside the console itself.', {
            details,
            retryable: true,
            hint: 'It is tried again by itself; the log says more.',
          }),
        );
      }
      return null;
    }
  }

  async function tryOnce(signal: AbortSignal): Promise<HostKeyQuestion | null> {
    const route = await findRoute();
    for (;;) {
      if (signal.aborted) return null;
      if (!route.ok) {
        fail(route.error);
        return null;
      }
      const opened = await openRoute(context, route.value, lastKey, signal);
      if (!opened.failed) {
        if (signal.aborted) opened.connection.close();
        else begin(createSession(context, route.value, opened));
        return null;
      }
      if (opened.retryNow || signal.aborted) continue;
      fail(opened.error);
      return opened.question;
    }
  }

  /** Tries, and again for as long as the user's answers open the way. */
  async function pursue(byUser: boolean): Promise<void> {
    pursuit?.abort(cancelledError());
    const mine = new AbortController();
    pursuit = mine;
    apply({ type: 'trying', byUser });
    for (;;) {
      const question = await attempt(mine.signal);
      if (!question) break;
      const trust = await askForTrust(context, question, mine.signal);
      if (mine.signal.aborted) break;
      if (!trust.ok) fail(trust.error);
      if (!trust.ok || !trust.value) break;
      apply({ type: 'trying', byUser: true });
    }
    if (pursuit === mine) pursuit = null;
  }

  function begin(opened: Session): void {
    session = opened;
    lastKey = opened.key;
    log.info({ user: at.user, place: at.place, hostKey: opened.hostKey.fingerprint }, 'connected');
    opened.closed.then((error) => {
      // `disconnect` took it away before, and has told so.
      if (session !== opened) return;
      session = null;
      const reason = error ?? closedError({ address: hostLabel, port: at.port }, 'by itself');
      log.warn({ code: reason.code, reason: reason.message }, 'the connection was lost');
      apply({ type: 'lost', error: reason, heardAt: opened.lastHeard() });
    });
    apply({ type: 'opened' });
  }

  function disconnect(): Promise<void> {
    pursuit?.abort(cancelledError());
    pursuit = null;
    const left = session;
    session = null;
    const ended = left?.close() ?? Promise.resolve();
    if (status.link.state !== 'idle')
      apply({ type: 'stopped', heardAt: left?.lastHeard() ?? null });
    return ended;
  }

  function notConnected(): AppError {
    const { error } = status.link;
    return appError('not-connected', `${hostLabel} is not connected.`, {
      retryable: true,
      ...(error && { details: error.message }),
    });
  }

  return {
    hostId: options.hostId,
    get link() {
      return status.link;
    },
    get hostKey() {
      return session?.hostKey ?? null;
    },
    get user() {
      return at.user;
    },
    get port() {
      return at.port;
    },
    get place() {
      return at.place;
    },
    get forwardableKey() {
      return session?.key ?? null;
    },
    prepareForwarding: () => session?.prepareForwarding() ?? null,
    connect() {
      const { state } = status.link;
      if (!isClosed && state !== 'online' && state !== 'connecting') void pursue(true);
    },
    disconnect() {
      void disconnect();
    },
    onLink(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ready(signal) {
      return new Promise((resolve) => {
        const settle = (result: Result<void>) => {
          listeners.delete(look);
          signal?.removeEventListener('abort', giveUp);
          resolve(result);
        };
        const giveUp = () => settle(err(status.link.error ?? notConnected()));
        const look = ({ state }: Link) => {
          if (state === 'online') settle(ok(undefined));
          else if (state === 'idle' || state === 'blocked' || signal?.aborted) giveUp();
        };
        listeners.add(look);
        signal?.addEventListener('abort', giveUp, { once: true });
        look(status.link);
      });
    },
    async exec(command, execOptions) {
      return session ? session.exec(command, execOptions) : err(notConnected());
    },
    async open(command, openOptions) {
      return session ? session.open(command, openOptions) : err(notConnected());
    },
    async close() {
      isClosed = true;
      await disconnect();
      listeners.clear();
    },
  };
}
