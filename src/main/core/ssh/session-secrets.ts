import { ok, type Result } from '../../../shared/result.ts';
import type { SecretStore } from './ssh-stores.ts';

/** Where secrets outlive the session: the system's keyring behind the shell that has one. */
export interface Keyring {
  get(key: string): string | null;
  /** Error: `secret-store-unavailable`. */
  set(key: string, secret: string): Result<void>;
  forget(key: string): void;
}

/**
 * Secrets in memory, for as long as the process lives; those to be remembered also go to the
 * keyring. Without one, "remember" is "for this session".
 */
export function createSessionSecrets(keyring: Keyring | null = null): SecretStore {
  const held = new Map<string, string>();
  return {
    get: (key) => held.get(key) ?? keyring?.get(key) ?? null,
    set(key, secret, keep) {
      held.set(key, secret);
      if (keep === 'remember' && keyring) return keyring.set(key, secret);
      // What was remembered before is another one, or no longer wanted.
      keyring?.forget(key);
      return ok(undefined);
    },
  };
}
