import { DatabaseSync } from 'node:sqlite';
import { siteLayout } from './schema.ts';
import { sqliteCode, sqliteCodes } from './sqlite-error.ts';
import { transaction } from './transaction.ts';

/**
 * Tables with the columns of their keys. Those that hurt most when lost come first: whom to reach,
 * whose key to trust, what is open.
 */
const tables: Readonly<Record<string, readonly string[]>> = {
  hosts: ['id'],
  host_keys: ['subject'],
  jobs: ['id'],
  journal: ['job', 'seq'],
  sla_leases: ['uuid'],
  sla_objectives: ['id'],
  vm_tags: ['uuid', 'tag'],
  moves: ['job'],
  sla_days: ['uuid', 'day'],
  sla_breaches: ['seq'],
  sla_audit: ['seq'],
  texts: ['hash'],
  events: ['seq'],
};

/**
 * A hash that no state has: the next look at a host stores its objects once more. An old hash
 * could hide a change whose row is lost.
 */
const newestOfEach = `
  INSERT INTO latest (kind, host, name, seq, hash)
  SELECT kind, host, name, seq, '' FROM (
    SELECT kind, host, name, max(seq) AS seq, json FROM events GROUP BY kind, host, name
  ) WHERE json IS NOT NULL`;

/**
 * Copies what can still be read of a damaged store into a fresh one: each table from its first row
 * up to the damage, and from its last row back to it.
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
    const version = Number(damaged.prepare('PRAGMA user_version').get()?.user_version);
    // An older version's tables have fewer columns, never others.
    if (version < 1 || version > siteLayout.steps.length) return saved;
    for (const [table, key] of Object.entries(tables)) {
      const count = transaction(into, () => copyTable(damaged, into, table, key));
      if (count > 0) saved[table] = count;
    }
    into.exec(newestOfEach);
  } catch (thrown) {
    if (sqliteCode(thrown) === null) throw thrown;
  } finally {
    damaged.close();
  }
  return saved;
}

function copyTable(
  from: DatabaseSync,
  into: DatabaseSync,
  table: string,
  key: readonly string[],
): number {
  const whole = copyRows(from, into, table, key.join(', '));
  if (!whole) copyRows(from, into, table, key.map((column) => `${column} DESC`).join(', '));
  return Number(into.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
}

/** @returns whether the table could be read to its end in this order. */
function copyRows(from: DatabaseSync, into: DatabaseSync, table: string, order: string): boolean {
  try {
    const rows = from.prepare(`SELECT * FROM ${table} ORDER BY ${order}`);
    const columns = rows.columns().map(({ name }) => name);
    const insert = into.prepare(
      `INSERT OR IGNORE INTO ${table} (${columns.join(', ')})
       VALUES (${columns.map(() => '?').join(', ')})`,
    );
    for (const row of rows.iterate()) putRow(() => insert.run(...Object.values(row)));
    return true;
  } catch (thrown) {
    // The damaged page, or no such table.
    if (sqliteCode(thrown) === null) throw thrown;
    return false;
  }
}

/** A damaged page may read as rows that are none of ours: those are left behind. */
function putRow(put: () => void): void {
  try {
    put();
  } catch (thrown) {
    if (sqliteCode(thrown) !== sqliteCodes.constraint) throw thrown;
  }
}
