import type { HostKey, Prompt, PromptAnswer } from '../../../shared/model/connection.ts';
import type { Result } from '../../../shared/result.ts';

/**
 * Secrets by key: `password:USER@PLACE` and `passphrase:FILE`. Whoever implements it keeps
 * `session` secrets in memory and `remember` ones in the system's keyring.
 */
export interface SecretStore {
  get(key: string): string | null;
  /** Error: `secret-store-unavailable`; the caller then keeps it for the session. */
  set(key: string, secret: string, keep: 'session' | 'remember'): Result<void>;
}

/** The host keys that the user said yes to, by place: `[address]:port`, see `placeOf`. */
export interface HostKeyStore {
  get(place: string): Result<HostKey | null>;
  pin(place: string, key: HostKey): Result<void>;
}

/**
 * Questions to the user. Never rejects; when `signal` aborts, the question is taken back and the
 * answer is `cancel`.
 */
export interface PromptPort {
  ask(prompt: Prompt, signal: AbortSignal): Promise<PromptAnswer>;
}
