import type { Duplex } from 'node:stream';
import { type AppError, appError } from '../../../shared/app-error.ts';
import type { HostKey } from '../../../shared/model/connection.ts';
import type { Result } from '../../../shared/result.ts';
import type { Log } from '../log.ts';
import type { LinkLimits } from './link-limits.ts';
import { createLogin } from './login.ts';
import type { PasswordDesk } from './password-desk.ts';
import { createQuestions } from './questions.ts';
import type { Route, RouteStep } from './route.ts';
import type { SshConnection, SshConnector } from './ssh-connector.ts';
import { cancelledError } from './ssh-errors.ts';
import type { ForwardableKey } from './ssh-port.ts';
import type { SshShared } from './ssh-shared.ts';
import type { HostKeyStore, PromptPort } from './ssh-stores.ts';
import { orStopped } from './stop-signal.ts';

/** A host key that only the user can say yes to. */
export interface HostKeyQuestion {
  step: RouteStep;
  /** The machine's name for the user. */
  label: string;
  offered: HostKey;
  pinned: HostKey | null;
}

export interface OpenFailure {
  failed: true;
  error: AppError;
  question: HostKeyQuestion | null;
  /** The user answered while the server hung up: the next try can use the answer at once. */
  retryNow: boolean;
}

export interface OpenedRoute {
  failed: false;
  connection: SshConnection;
  /** What opened the door of the last machine; null: no key. */
  key: ForwardableKey | null;
}

export interface RouteContext {
  hostId: string;
  hostLabel: string;
  connector: SshConnector;
  hostKeys: HostKeyStore;
  prompts: PromptPort;
  passwordDesk(step: RouteStep): PasswordDesk;
  shared: SshShared;
  limits: LinkLimits;
  log: Log;
}

function failure(error: AppError, more: Partial<OpenFailure> = {}): OpenFailure {
  return { failed: true, error, question: null, retryNow: false, ...more };
}

function unknownKey(step: RouteStep, offered: HostKey): AppError {
  return appError('ssh-host-key-unknown', `${step.name} shows a host key that is new to us.`, {
    hint: 'Compare its fingerprint with the host’s own (ssh-keygen -l) before you trust it.',
    details: `${offered.type} ${offered.fingerprint}`,
  });
}

function changedKey(step: RouteStep, offered: HostKey, pinned: HostKey): AppError {
  return appError('ssh-host-key-changed', `${step.name} shows another host key than before.`, {
    hint: 'Unless the host was installed anew, something may be answering in its place. Ask before you trust it.',
    details: `trusted: ${pinned.type} ${pinned.fingerprint}\noffered: ${offered.type} ${offered.fingerprint}`,
  });
}

/** Logs in to one machine over a way that is already there (null: TCP). */
async function openStep(
  context: RouteContext,
  step: RouteStep,
  transport: Duplex | null,
  preferred: ForwardableKey | null,
  signal: AbortSignal,
): Promise<OpenedRoute | OpenFailure> {
  const pinned = context.hostKeys.get(step.place);
  if (!pinned.ok) return failure(pinned.error);
  const turn = await context.shared.logins.take(signal);
  if (!turn.ok) return failure(turn.error);

  let question: HostKeyQuestion | null = null;
  const questions = createQuestions(
    context.prompts,
    { hostId: context.hostId, hostLabel: context.hostLabel },
    // A user may take long, and others can log in meanwhile.
    turn.value.free,
  );
  const login = createLogin({
    step,
    shelf: context.shared.keys,
    passwords: context.passwordDesk(step),
    questions,
    preferred,
    signal,
    log: context.log,
  });
  const opened: Result<SshConnection> = await context.connector.connect({
    address: step.address,
    port: step.port,
    user: step.user,
    transport,
    pinned: pinned.value,
    checkHostKey(offered) {
      const known = pinned.value;
      if (known?.blob === offered.blob) return null;
      question = { step, label: context.hostLabel, offered, pinned: known };
      return known ? changedKey(step, offered, known) : unknownKey(step, offered);
    },
    nextStep: (reply) => login.nextStep(reply),
    timeouts: context.limits,
    signal,
  });
  turn.value.free();
  if (opened.ok) return { failed: false, connection: opened.value, key: login.succeeded() };
  const retryNow = opened.error.code === 'ssh-closed' && (await questions.answered());
  return failure(opened.error, { question, retryNow });
}

/**
 * Opens the way to its last machine, over shared connections to the ones before.
 * `preferred`: a key that is known to open that last one.
 */
export async function openRoute(
  context: RouteContext,
  route: Route,
  preferred: ForwardableKey | null,
  signal: AbortSignal,
): Promise<OpenedRoute | OpenFailure> {
  const target = route.at(-1) ?? route[0];
  const [nearest, ...others] = route.slice(0, -1);
  if (!nearest) return openStep(context, target, null, preferred, signal);

  const before: Route = [nearest, ...others];
  const through = before.at(-1) ?? nearest;
  const key = JSON.stringify(before.map(({ user, place, identity }) => [user, place, identity]));
  const lease = await context.shared.hops
    .lease(key, signal, async (shared) => {
      const label = `${through.name} (on the way to ${context.hostLabel})`;
      const opened = await openRoute({ ...context, hostLabel: label }, before, null, shared);
      return opened.failed ? opened : opened.connection;
    })
    .catch(() => failure(cancelledError()));
  if ('failed' in lease) return lease;

  const tunnel = await orStopped(
    lease.connection.tunnel(target.address, target.port),
    signal,
    (late) => late.destroy(),
  );
  if (!tunnel.ok) {
    lease.release();
    return failure(tunnel.error);
  }
  const opened = await openStep(context, target, tunnel.value, preferred, signal);
  if (opened.failed) lease.release();
  else opened.connection.closed.then(() => lease.release());
  return opened;
}
