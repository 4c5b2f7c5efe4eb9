import type { BackoffLimits } from './backoff.ts';
import type { ConnectTimeouts } from './ssh-connector.ts';

export interface LinkLimits extends ConnectTimeouts {
  /** Commands at once on one connection; OpenSSH's MaxSessions is 10, and others want some too. */
  channels: number;
  /** Commands that may wait for a channel. */
  waiting: number;
  /** From asking for a long-lived command to its first word: queue, login shell and sudo. */
  startMs: number;
  /** How long a connection that was opened beforehand waits for its command. */
  spareMs: number;
  backoff: BackoffLimits;
  /** A connection that held this long was a good one: the next loss starts the backoff anew. */
  stableMs: number;
}

/** Generous: a host may be emulated, or swap, and still be well. */
export const defaultLinkLimits: LinkLimits = {
  tcpMs: 15_000,
  handshakeMs: 60_000,
  authMs: 60_000,
  channelMs: 60_000,
  channels: 8,
  waiting: 128,
  startMs: 120_000,
  spareMs: 180_000,
  backoff: { minMs: 1_000, maxMs: 60_000 },
  stableMs: 60_000,
};
