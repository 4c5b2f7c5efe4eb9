import { type AppError, appError } from '../../../shared/app-error.ts';

/** Where an error happened, for its message. */
export interface Place {
  address: string;
  port: number;
}

/** The fields that Node's and ssh2's errors carry. */
interface LibraryError {
  message: string;
  code?: string | number | undefined;
  /** ssh2: client-socket, client-timeout, client-authentication, handshake, protocol, agent. */
  level?: string;
  /** Node, when every address of a name failed. */
  errors?: readonly LibraryError[];
}

const networkWords: Record<string, (at: Place) => [message: string, hint: string]> = {
  ECONNREFUSED: ({ address, port }) => [
    `${address} refused the connection on port ${port}.`,
    'Is sshd running there, and is this its port?',
  ],
  EHOSTUNREACH: ({ address }) => [
    `There is no route to ${address}.`,
    'Is the host up, and is the network or VPN that leads to it?',
  ],
  ENETUNREACH: ({ address }) => [
    `The network of ${address} cannot be reached.`,
    'Is the network or VPN that leads to it up?',
  ],
  ENOTFOUND: ({ address }) => [
    `The name ${address} is not known.`,
    'Check its spelling; is the name service that knows it reachable?',
  ],
  EAI_AGAIN: ({ address }) => [
    `The name service did not answer when asked for ${address}.`,
    'Is the network up?',
  ],
  ETIMEDOUT: ({ address, port }) => [
    `${address} did not answer on port ${port} in time.`,
    'Is the host up, and does a firewall drop the packets?',
  ],
  EACCES: ({ address, port }) => [
    `This machine does not permit connections to ${address} port ${port}.`,
    'Look at its firewall.',
  ],
};
const sameAs: Record<string, string> = {
  EHOSTDOWN: 'EHOSTUNREACH',
  ENETDOWN: 'ENETUNREACH',
  ENODATA: 'ENOTFOUND',
  EPERM: 'EACCES',
};

/** When several addresses of a name were tried, the first one's failure stands for all. */
function firstOf(error: LibraryError): LibraryError {
  return error.errors?.[0] ?? error;
}

/** A TCP connection that could not be made: `ssh-unreachable`, `ssh-timeout`. Always retryable. */
export function connectError(thrown: LibraryError, at: Place): AppError {
  const error = firstOf(thrown);
  const code = String(error.code ?? '');
  const details = [error, ...(thrown.errors?.slice(1) ?? [])].map((one) => one.message).join('\n');
  const words = networkWords[sameAs[code] ?? code]?.(at);
  if (!words) {
    return appError(
      'ssh-unreachable',
      `No connection to ${at.address} port ${at.port} (${code || error.message}).`,
      { details, retryable: true },
    );
  }
  const [message, hint] = words;
  const kind = code === 'ETIMEDOUT' ? 'ssh-timeout' : 'ssh-unreachable';
  return appError(kind, message, { hint, details, retryable: true });
}

/** Nothing came in `ms` milliseconds while waiting for `what`. */
export function timeoutError(what: string, ms: number, at: Place): AppError {
  return appError(
    'ssh-timeout',
    `${at.address} did not ${what} within ${Math.round(ms / 100) / 10} s.`,
    { hint: 'The host may be overloaded, or the network may drop its answers.', retryable: true },
  );
}

/** An established TCP connection that ended or failed; `before`: in what it was busy with. */
export function closedError(at: Place, before: string, details?: string): AppError {
  return appError('ssh-closed', `${at.address} closed the connection ${before}.`, {
    retryable: true,
    ...(details && { details }),
  });
}

export function keepaliveError(at: Place, ms: number): AppError {
  return appError(
    'ssh-timeout',
    `${at.address} has not answered for ${Math.round(ms / 1000)} s; the connection was given up.`,
    { hint: 'The host may hang, or the network to it may be cut.', retryable: true },
  );
}

/** SSH_DISCONNECT reason 2 of OpenSSH with these words: MaxAuthTries. */
const tooManyTries = /too many authentication failures/i;

/**
 * What ssh2 reports of a connection it had. `before`: what the connection was busy with, e.g.
 * "before the login was complete".
 */
export function sessionError(error: LibraryError, at: Place, before: string): AppError {
  const details = error.message;
  if (error.level === 'client-socket') return closedError(at, before, details);
  if (tooManyTries.test(details)) {
    return appError('ssh-auth-failed', `${at.address} ended the login: too many tries.`, {
      hint: 'Name one key file for this host (or IdentitiesOnly in ~/.ssh/config), so that fewer keys are offered.',
      details,
    });
  }
  if (/no matching/.test(details)) {
    return appError(
      'ssh-unreachable',
      `${at.address} and this console have no encryption in common.`,
      {
        hint: 'Its SSH server is too old, or too strictly configured, for this console.',
        details,
      },
    );
  }
  if (/identification string|greeting lines/.test(details)) {
    return appError(
      'ssh-unreachable',
      `What answers on ${at.address} port ${at.port} is not SSH.`,
      {
        hint: 'Check the port.',
        details,
      },
    );
  }
  if (/signature verification failed|Host key does not match/.test(details)) {
    return appError('ssh-host-key-changed', `${at.address} could not prove its host key.`, {
      hint: 'Something between this machine and the host may be answering in its place.',
      details,
    });
  }
  return closedError(at, before, details);
}

/** RFC 4254 reasons for a channel that was not opened. */
const openFailure = { prohibited: 1, connectFailed: 2, resourceShortage: 4 };

/** A command's channel that the server did not open; retryable: it has no room for one more. */
export function execRefusedError(
  error: { message: string; reason?: number | string },
  at: Place,
): AppError {
  const details = error.message;
  if (error.reason === openFailure.prohibited) {
    return appError(
      'ssh-channel-refused',
      `${at.address} does not allow this account any commands.`,
      {
        hint: 'Look at MaxSessions and at the restrictions of this account in sshd_config.',
        details,
      },
    );
  }
  return appError('ssh-channel-refused', `${at.address} did not start another session.`, {
    hint: 'MaxSessions in its sshd_config limits how many commands may run at once.',
    details,
    retryable: true,
  });
}

/** A way through a machine that it did not open. `to`: where it should have led. */
export function tunnelRefusedError(
  error: { message: string; reason?: number | string },
  through: Place,
  to: Place,
): AppError {
  const details = error.message;
  if (error.reason === openFailure.prohibited) {
    return appError(
      'ssh-channel-refused',
      `${through.address} does not allow connections through it to ${to.address}:${to.port}.`,
      { hint: 'AllowTcpForwarding and PermitOpen in its sshd_config decide that.', details },
    );
  }
  return appError(
    'ssh-unreachable',
    `${through.address} could not reach ${to.address} on port ${to.port}.`,
    { hint: 'Is the host up, and is sshd listening there?', details, retryable: true },
  );
}

export function cancelledError(): AppError {
  return appError('cancelled', 'It was cancelled.');
}
