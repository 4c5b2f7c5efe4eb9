import type { Log } from '../log.ts';
import type { Questions } from './questions.ts';
import type { SecretStore } from './ssh-stores.ts';

/**
 * The password of one account on one machine. It outlives a single connection: what the user
 * typed while a server lost its patience is used for the next one.
 */
export interface PasswordDesk {
  /** The one to try now: typed but not tried yet, else kept, else asked for. null: not given. */
  next(questions: Questions, signal: AbortSignal): Promise<string | null>;
  /** The last one was wrong. */
  refused(): void;
  /** The last one was right: it is kept as the user wished. */
  accepted(): void;
}

export function createPasswordDesk(deps: {
  secrets: SecretStore;
  user: string;
  place: string;
  log: Log;
}): PasswordDesk {
  const { secrets, user, place, log } = deps;
  const name = `password:${user}@${place}`;
  let typed: { password: string; remember: boolean } | null = null;
  let inUse: 'typed' | 'kept' | null = null;
  let again = false;

  return {
    async next(questions, signal) {
      if (typed) {
        inUse = 'typed';
        return typed.password;
      }
      const kept = again ? null : secrets.get(name);
      if (kept !== null) {
        inUse = 'kept';
        return kept;
      }
      const answer = await questions.password(user, again, signal);
      if (answer.kind !== 'secret') return null;
      typed = { password: answer.values[0] ?? '', remember: answer.remember };
      inUse = 'typed';
      return typed.password;
    },
    refused() {
      if (inUse === null) return;
      // A kept one stays until another has proved right: the server may be wrong for a while.
      typed = null;
      inUse = null;
      again = true;
    },
    accepted() {
      again = false;
      if (inUse === 'typed' && typed) {
        const kept = secrets.set(name, typed.password, typed.remember ? 'remember' : 'session');
        if (!kept.ok) {
          log.warn({ place, code: kept.error.code }, 'the password is kept for this session only');
          secrets.set(name, typed.password, 'session');
        }
      }
      typed = null;
      inUse = null;
    },
  };
}
