import type { DatabaseSync } from 'node:sqlite';
import { type HostKey, hostKeySchema } from '../../../shared/model/connection.ts';
import type { Result } from '../../../shared/result.ts';
import { guarded } from './sqlite-error.ts';

/**
 * The host keys that the user said yes to. `subject` is whatever tells machines apart for the
 * caller: a host's id, or `address:port` of a machine that is only passed through.
 */
export interface HostKeyRepository {
  get(subject: string): Result<HostKey | null>;
  put(subject: string, key: HostKey): Result<void>;
  remove(subject: string): Result<void>;
}

export function createHostKeyRepository(database: DatabaseSync): HostKeyRepository {
  const select = database.prepare(
    'SELECT type, fingerprint, blob FROM host_keys WHERE subject = ?',
  );
  const upsert = database.prepare(
    'INSERT OR REPLACE INTO host_keys (subject, type, fingerprint, blob) VALUES (?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM host_keys WHERE subject = ?');
  return {
    get: (subject) =>
      guarded(() => {
        const found = select.get(subject);
        return found ? hostKeySchema.parse(found) : null;
      }),
    put: (subject, key) =>
      guarded(() => {
        upsert.run(subject, key.type, key.fingerprint, key.blob);
      }),
    remove: (subject) =>
      guarded(() => {
        remove.run(subject);
      }),
  };
}
