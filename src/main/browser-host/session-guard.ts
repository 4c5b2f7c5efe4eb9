import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const cookieName = 'stateroom';

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function cookieOf(request: IncomingMessage): string {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const own = pairs.find((pair) => pair.startsWith(`${cookieName}=`));
  return own ? own.slice(cookieName.length + 1) : '';
}

/**
 * Who may talk to the browser host: one browser, which came with the one-time token, from pages
 * of this host alone. Any page on the web can make a browser call 127.0.0.1; the Host and Origin
 * checks and the SameSite cookie each stop that by themselves.
 */
export interface SessionGuard {
  /** The token for the first visit; gone once used. */
  readonly token: string;
  /** False for a name other than ours in Host: a foreign page that rebound its DNS to us. */
  hostAllowed(request: IncomingMessage): boolean;
  originAllowed(request: IncomingMessage): boolean;
  /** Trades the token for the cookie's value; null when it is wrong or was used before. */
  redeem(token: string): string | null;
  signedIn(request: IncomingMessage): boolean;
}

export function createSessionGuard(hosts: () => readonly string[]): SessionGuard {
  const token = randomBytes(24).toString('base64url');
  const session = randomBytes(24).toString('base64url');
  let redeemed = false;
  return {
    token,
    hostAllowed: (request) => hosts().includes(request.headers.host ?? ''),
    originAllowed: (request) => hosts().some((host) => request.headers.origin === `http://${host}`),
    redeem(offered) {
      if (redeemed || !equal(offered, token)) return null;
      redeemed = true;
      return `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`;
    },
    signedIn: (request) => equal(cookieOf(request), session),
  };
}
