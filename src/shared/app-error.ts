/**
 * Every way the console can fail that a caller may want to tell apart.
 * A new failure gets a new code here, never a free-form string elsewhere.
 */
export const errorCodes = [
  // the link to a machine
  'ssh-unreachable', // no TCP connection: refused, no route, name not found
  'ssh-timeout', // it answered nothing in time
  'ssh-closed', // the connection ended while it was in use
  'ssh-auth-failed', // every way to log in was refused
  'ssh-auth-cancelled', // the user closed the prompt
  'ssh-host-key-unknown', // first contact, and the user has not said yes
  'ssh-host-key-changed', // pinned key and offered key differ
  'ssh-key-unreadable', // private key missing, malformed, or wrong passphrase
  'ssh-config-invalid',
  'ssh-channel-refused', // MaxSessions, or the server forbids it
  'ssh-queue-full',
  'output-too-large',
  'not-connected',
  'sudo-refused', // sudo -n wants a password, or forbids the command
  // the toolstack
  'toolstack-missing', // no xl and no xe there
  'toolstack-unsupported', // there is one, but we do not drive it
  'command-failed', // exit status other than 0; details carry its own words
  'parse-failed', // it answered something we do not understand
  // acting on the site
  'vm-not-found',
  'host-not-found',
  'job-not-found',
  'prompt-not-found',
  'not-possible-now', // e.g. pause of a VM that is off
  'preflight-refused', // details list the reasons
  'vm-busy', // another job holds it
  'plan-incomplete', // not all moves of a plan were made; details name each with its reason
  'undecided', // what happened could not be determined; look at the details
  // reports
  'report-not-written', // the disk, or the folder, refused the file
  'printer-missing', // nothing here makes a PDF
  'print-failed', // what makes PDFs failed; details carry its own words
  'mail-not-sent', // the mail server, or the way to it; details carry its own words
  'mail-password-missing', // it is not known, or no longer
  // image servers
  'image-server-not-found',
  'layout-unsupported', // the server's files were laid out by a newer console, or by none
  'conflict', // somebody else changed it since it was read
  'lease-held', // somebody else acts there, and may not be disturbed
  'server-busy', // its lock was not to be had in time
  'disk-full',
  'digest-mismatch', // a file is not what it was said to be
  'in-use', // what uses it is in the details
  'client-not-found',
  'image-not-found',
  'rollout-not-found',
  'build-running', // an image of this role is being built already
  // the console itself
  'cancelled',
  'invalid-input',
  'unknown-method',
  'forbidden-sender',
  'store-unusable',
  'store-damaged', // found damaged and set aside; the message says what was saved
  'file-unusable', // a site file: the disk refuses
  'file-passphrase-wrong',
  'file-damaged', // not as it was written, or no site file
  'file-newer',
  'secret-store-unavailable',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/**
 * An expected failure, as it crosses every boundary (it is plain JSON).
 * `message` is one sentence for the user: what happened and why.
 * `hint` says what to do about it. `details` is the other side's own text, unshortened
 * up to the output limit, never a secret. `correlationId` finds it in the log.
 */
export interface AppError {
  code: ErrorCode;
  message: string;
  hint?: string | undefined;
  details?: string | undefined;
  retryable: boolean;
  correlationId?: string | undefined;
}

/** Builds an error; `retryable` defaults to false because repeating is the exception here. */
export function appError(
  code: ErrorCode,
  message: string,
  more: Partial<Omit<AppError, 'code' | 'message'>> = {},
): AppError {
  return { code, message, retryable: false, ...more };
}
