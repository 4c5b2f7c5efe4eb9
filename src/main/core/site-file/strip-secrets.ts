import { runSql } from '../store/sql-thread.ts';

/**
 * What of a site is of use only to whoever connects to its hosts: which keys were trusted, where
 * the private keys lie, and what jobs were about to do. Passwords and passphrases were never in it.
 */
const leftOut = `
  DELETE FROM host_keys;
  DELETE FROM fencing;
  DELETE FROM journal;
  DELETE FROM jobs;
  DELETE FROM carried_rollouts;
  UPDATE image_servers SET access = json_set(access, '$.identityFiles', json('[]'));
  UPDATE hosts SET access = json_set(access, '$.identityFiles', json('[]'));
  UPDATE events SET json = json_set(json, '$.access.identityFiles', json('[]'))
    WHERE kind = 'host' AND json_array_length(json, '$.access.identityFiles') > 0;
  UPDATE events SET json = json_remove(
      json_set(json, '$.error.message', 'The private key could not be read.'),
      '$.error.hint', '$.error.details')
    WHERE kind = 'link' AND json_extract(json, '$.error.code') = 'ssh-key-unreadable';
`;

/**
 * Takes out of a copy of the site's store what no site file may carry. The file is then written
 * anew: what was taken out, or was once deleted, lies in its free places until that. Rejects with
 * SQLite's error.
 */
export function stripSecrets(path: string, signal: AbortSignal): Promise<void> {
  const sql = `PRAGMA journal_mode = DELETE; BEGIN; ${leftOut} COMMIT; VACUUM;`;
  return runSql(path, sql, signal);
}
