import type { AppError } from '../../../shared/app-error.ts';
import type { Link } from '../../../shared/model/connection.ts';
import { backoffMs } from './backoff.ts';
import type { LinkLimits } from './link-limits.ts';

/** A link, and what its next state depends on besides. */
export interface LinkStatus {
  link: Link;
  /** How often it was lost or not made since it was last well; 0: the user has just asked for it. */
  failures: number;
}

export type LinkEvent =
  | { type: 'trying'; byUser: boolean }
  | { type: 'opened' }
  | { type: 'failed'; error: AppError }
  /** `heardAt`: when the machine last answered, milliseconds since the epoch. */
  | { type: 'lost'; error: AppError; heardAt: number }
  /** The user wants no connection. `heardAt` as above; null: there was none. */
  | { type: 'stopped'; heardAt: number | null };

export interface LinkMoment {
  /** Milliseconds since the epoch. */
  now: number;
  /** From 0 to 1. */
  random: number;
  limits: Pick<LinkLimits, 'backoff' | 'stableMs'>;
}

export function idleLink(now: number, lastSeen: number | null): LinkStatus {
  return {
    link: { state: 'idle', since: now, lastSeen, retryAt: null, error: null },
    failures: 0,
  };
}

/** What does not answer now may later; what was answered with a no stays one until somebody acts. */
function mayPass(error: AppError): boolean {
  return error.retryable || error.code === 'ssh-unreachable';
}

function away(status: LinkStatus, error: AppError, at: LinkMoment, failures: number): LinkStatus {
  const wait = backoffMs(failures, at.limits.backoff, at.random);
  return {
    link: { ...status.link, state: 'offline', since: at.now, retryAt: at.now + wait, error },
    failures: failures + 1,
  };
}

/** The link after an event. `offline` always has a `retryAt`, and no other state has one. */
export function nextStatus(status: LinkStatus, event: LinkEvent, at: LinkMoment): LinkStatus {
  const { link } = status;
  switch (event.type) {
    case 'trying':
      return {
        link: {
          ...link,
          state: 'connecting',
          since: at.now,
          retryAt: null,
          // While it is tried again by itself, why it is away is still what the user wants to know.
          error: event.byUser ? null : link.error,
        },
        failures: event.byUser ? 0 : status.failures,
      };
    case 'opened':
      return {
        link: { state: 'online', since: at.now, lastSeen: at.now, retryAt: null, error: null },
        failures: status.failures,
      };
    case 'failed':
      if (mayPass(event.error)) return away(status, event.error, at, status.failures);
      return {
        link: { ...link, state: 'blocked', since: at.now, retryAt: null, error: event.error },
        failures: status.failures,
      };
    case 'lost': {
      const wasStable = at.now - link.since >= at.limits.stableMs;
      const seen = { ...status, link: { ...link, lastSeen: event.heardAt } };
      return away(seen, event.error, at, wasStable ? 0 : status.failures);
    }
    case 'stopped':
      return idleLink(at.now, event.heardAt ?? link.lastSeen);
  }
}
