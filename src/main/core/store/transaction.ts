import type { DatabaseSync } from 'node:sqlite';

/** All of it or nothing; throws what SQLite or `act` throws. */
export function transaction<T>(database: DatabaseSync, act: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const value = act();
    database.exec('COMMIT');
    return value;
  } catch (thrown) {
    // Some failures (a full disk) have rolled back already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw thrown;
  }
}
