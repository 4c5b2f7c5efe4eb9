import { DatabaseSync } from 'node:sqlite';
import { siteLayout } from './schema.ts';
import { sqliteCode } from './sqlite-error.ts';
import { transaction } from './transaction.ts';

/** The small tables that hurt most when lost: whom to reach, whose key to trust, what is open. */
const tables = ['hosts', 'host_keys', 'jobs', 'journal', 'moves'] as const;

/**
 * Copies what can still be read of a damaged store's small tables into a fresh one.
 * Best effort: a table that cannot be read to its end is taken as far as it goes.
 * @returns how many rows of each table came over; empty when nothing could be read.
 */
export function salvage(damagedPath: string, into: DatabaseSync): Record<string, number> {
  const saved: Record<string, number> = {};
  let damaged: DatabaseSync;
  try {
    damaged = new DatabaseSync(damagedPath, { readOnly: true, defensive: false });
  } catch {
    return saved;
  }
  try {
    // Without this SQLite refuses every page of a file that was cut short.
    damaged.exec('PRAGMA writable_schema = ON');
    if (damaged.prepare('PRAGMA user_version').get()?.user_version !== siteLayout.steps.length) {
      return saved;
    }
    for (const table of tables) {
      const count = transaction(into, () => copyTable(damaged, into, table));
      if (count > 0) saved[table] = count;
    }
  } catch (thrown) {
    if (sqliteCode(thrown) === null) throw thrown;
  } finally {
    damaged.close();
  }
  return saved;
}

function copyTable(from: DatabaseSync, into: DatabaseSync, table: string): number {
  let count = 0;
  try {
    for (const row of from.prepare(`SELECT * FROM ${table}`).iterate()) {
      const columns = Object.keys(row);
      const marks = columns.map(() => '?').join(', ');
      into
        .prepare(`INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${marks})`)
        .run(...Object.values(row));
      count += 1;
    }
  } catch (thrown) {
    // The damaged page: what came before it is kept.
    if (sqliteCode(thrown) === null) throw thrown;
  }
  return count;
}
