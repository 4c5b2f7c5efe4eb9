import type { SafeStorage } from 'electron';
import { appError } from '../../shared/app-error.ts';
import { err, ok } from '../../shared/result.ts';
import type { Keyring } from '../core/ssh/session-secrets.ts';

/** Encrypted values by key, as electron-store keeps them; base64 of what safeStorage made. */
export interface SecretFile {
  get(key: 'secrets'): unknown;
  set(key: 'secrets', value: Record<string, string>): void;
}

/**
 * Why secrets cannot be kept beyond this session; null when a real keyring encrypts them.
 * On Linux Electron falls back to a fixed key (`basic_text`), which protects nothing.
 */
export function keyringProblem(storage: SafeStorage, platform: NodeJS.Platform): string | null {
  if (!storage.isEncryptionAvailable()) return 'the system offers no encryption for secrets';
  if (platform === 'linux' && storage.getSelectedStorageBackend() === 'basic_text') {
    return 'no keyring is running (install gnome-keyring or kwallet)';
  }
  return null;
}

function stored(file: SecretFile): Record<string, string> {
  const value = file.get('secrets');
  return typeof value === 'object' && value !== null
    ? { ...(value as Record<string, string>) }
    : {};
}

/** Secrets in a file that only the keyring's key can read. An entry it cannot read is as none. */
export function createKeyring(storage: SafeStorage, file: SecretFile): Keyring {
  return {
    get(key) {
      const encrypted = stored(file)[key];
      if (typeof encrypted !== 'string') return null;
      try {
        return storage.decryptString(Buffer.from(encrypted, 'base64'));
      } catch {
        return null;
      }
    },
    set(key, secret) {
      try {
        const encrypted = storage.encryptString(secret).toString('base64');
        file.set('secrets', { ...stored(file), [key]: encrypted });
        return ok(undefined);
      } catch (thrown) {
        // The error may quote its input: only its kind goes on.
        return err(
          appError('secret-store-unavailable', 'The keyring did not take the secret.', {
            details: thrown instanceof Error ? thrown.name : 'unknown',
            hint: 'It is kept until the console ends.',
          }),
        );
      }
    },
    forget(key) {
      const { [key]: _gone, ...rest } = stored(file);
      file.set('secrets', rest);
    },
  };
}
