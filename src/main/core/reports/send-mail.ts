import tls from 'node:tls';
import { type AppError, appError } from '../../../shared/app-error.ts';
import type { MailRoute } from '../../../shared/reports/mail-route.ts';
import { err, ok, type Result } from '../../../shared/result.ts';

export interface MailMessage {
  subject: string;
  text: string;
  /** Read while it is sent. */
  file: { path: string; name: string; type: string } | null;
}

/**
 * Hands a message to a mail server.
 * @param options.password Null: none is known.
 * @returns whom the server took it for; `error` names those it refused, if it took any. Fails with
 * `mail-not-sent` when it took it for nobody, and `mail-password-missing` where one is needed.
 */
export type SendMail = (
  route: MailRoute,
  message: MailMessage,
  options: { password: string | null; signal?: AbortSignal },
) => Promise<Result<{ to: string[]; error: AppError | null }>>;

export interface MailLimits {
  /** How long it may take until the server greets, in ms. */
  greetingMs: number;
  /** How long it may say nothing later on. */
  silenceMs: number;
}

const usualLimits: MailLimits = { greetingMs: 60_000, silenceMs: 300_000 };

/** @param authorities PEM; default: those of Node and those that the system trusts. */
export function createMailer(
  options: { limits?: MailLimits; authorities?: readonly string[] } = {},
): SendMail {
  const { greetingMs, silenceMs } = options.limits ?? usualLimits;
  return async (route, message, { password, signal }) => {
    const { server: host, port, security, user, from, to } = route;
    if (user !== '' && password === null) return err(passwordMissing(route));
    const authorities = options.authorities ?? trusted();
    const { createTransport } = await import('nodemailer');
    const transport = createTransport(
      {
        host,
        port,
        secure: security === 'tls',
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
        ...(user === '' ? {} : { auth: { user, pass: password ?? '' } }),
        connectionTimeout: greetingMs,
        dnsTimeout: greetingMs,
        greetingTimeout: greetingMs,
        socketTimeout: silenceMs,
        tls: { minVersion: 'TLSv1.2', ...(authorities ? { ca: [...authorities] } : {}) },
        disableUrlAccess: true,
      },
      { from },
    );
    const stop = () => transport.close();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const { file, subject, text } = message;
      const sent = await transport.sendMail({
        to,
        subject,
        text,
        ...(signal ? { signal } : {}),
        attachments: file ? [{ path: file.path, filename: file.name, contentType: file.type }] : [],
      });
      const refused = sent.rejected.map(String);
      const taken = to.filter((address) => !refused.includes(address));
      return ok({ to: taken, error: refused.length > 0 ? refusedError(refused) : null });
    } catch (thrown) {
      return err(signal?.aborted ? cancelled() : notSent(route, thrown));
    } finally {
      signal?.removeEventListener('abort', stop);
      transport.close();
    }
  };
}

/**
 * Many sites have an authority of their own, which their machines trust. Undefined: only Node's are
 * known; a runtime that has no such list, or cannot read the system's, still sends mail by those.
 */
function trusted(): string[] | undefined {
  try {
    return [...tls.getCACertificates('default'), ...tls.getCACertificates('system')];
  } catch {
    return undefined;
  }
}

function passwordMissing({ user, server }: MailRoute): AppError {
  return appError('mail-password-missing', `The password of ${user} at ${server} is not known.`, {
    hint: 'Enter it in the schedule of reports. Without a keyring it is forgotten when the console ends.',
  });
}

function refusedError(refused: readonly string[]): AppError {
  return appError('mail-not-sent', `The mail server refused ${refused.join(', ')}.`, {
    hint: 'The others got it. Look at these addresses.',
  });
}

function cancelled(): AppError {
  return appError('cancelled', 'The mail was called off before it was sent.');
}

/** What to do about each of the mailer's own codes. */
const hints: Readonly<Record<string, string>> = {
  EAUTH: 'Look at the user, and enter the password anew.',
  ENOAUTH: 'The server wants a user and a password.',
  ETLS: 'Look whether the server offers TLS on this port, and whether this machine trusts its certificate.',
  EDNS: 'Look at the name of the server.',
  ECONNECTION: 'Look at the server’s name and port, and whether it runs.',
  ETIMEDOUT:
    'It answered nothing in time. Look at the server’s name and port, and whether TLS is as it wants it.',
  EENVELOPE: 'Look at the addresses.',
  EMESSAGE: 'If the report is too large for mail, choose fewer sections or a folder.',
  EFILEACCESS: 'Look whether this machine’s disk is full.',
};

function notSent({ server, port }: MailRoute, thrown: unknown): AppError {
  const { code, response, message } = thrown as {
    code?: string;
    response?: string;
    message?: string;
  };
  // Certificates are refused under the names of OpenSSL, as a part of what the socket said.
  const isCertificate = /certificate|self.signed|altname/i.test(message ?? '');
  const hint = isCertificate ? hints.ETLS : hints[code ?? ''];
  return appError('mail-not-sent', `${server}:${port} did not take the mail.`, {
    details: response ?? message ?? String(thrown),
    hint: hint ?? 'Look at the server’s name and port, and at its own log.',
    retryable: true,
  });
}
