import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Certificate {
  key: string;
  cert: string;
}

/** Of `localhost`, signed by itself. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'stateroom-cert-'));
  const path = (name: string) => join(folder, name);
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...['-keyout', path('key'), '-out', path('cert'), '-days', '2'],
        ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
      ],
      { stdio: 'ignore' },
    );
    return { key: readFileSync(path('key'), 'utf8'), cert: readFileSync(path('cert'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A real SMTP server on localhost. Whoever logs in is `anna` with `correct horse`. */
export interface MailServer {
  port: number;
  /** What arrived whole, and for whom. */
  mails: { to: string[]; mail: ParsedMail }[];
  /** Users that tried to log in. */
  logins: string[];
  close(): Promise<void>;
}

export async function startMailServer(options: SMTPServerOptions): Promise<MailServer> {
  const mails: MailServer['mails'] = [];
  const logins: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    disableReverseLookup: true,
    onAuth({ username, password }, _session, answer) {
      logins.push(username ?? '');
      if (username === 'anna' && password === 'correct horse') answer(null, { user: username });
      else answer(new Error('Invalid username or password'));
    },
    onRcptTo({ address }, _session, answer) {
      if (address.startsWith('nobody@')) answer(new Error(`no such user ${address}`));
      else answer();
    },
    onData(stream, session, answer) {
      void simpleParser(stream).then((mail) => {
        if (stream.sizeExceeded) {
          const tooLarge = Object.assign(new Error('message too large'), { responseCode: 552 });
          return answer(tooLarge);
        }
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), mail });
        answer();
      }, answer);
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    logins,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
