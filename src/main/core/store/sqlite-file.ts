import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { salvage } from './salvage.ts';
import { fileKind, type Layout, migrateSchema } from './schema.ts';
import { sqliteCode, sqliteCodes, storeError } from './sqlite-error.ts';

export interface SqliteFile {
  database: DatabaseSync;
  damaged: Damage | null;
  /** It may be read, but not written: whether it is sound is still to be found out. */
  unchecked: boolean;
}

/**
 * A damaged file that was found: it is now at `path`, a fresh one was begun, and so many rows of
 * each table could be saved into that.
 */
export interface Damage {
  path: string;
  saved: Record<string, number>;
}

/** `damaged` tells the caller to set the file aside; every other failure is final. */
type Attempt =
  | { database: DatabaseSync; unchecked: boolean }
  | { damaged: string }
  | { failed: Result<never> };

const busyHint =
  'Close the other console, or give this one another data folder. A console that is ending ' +
  'may need a few seconds.';

/**
 * Opens the store's file for this console alone, checks it, and brings its schema up to date.
 * One console per file: two would both drive the same jobs, so the second gets an error. The lock
 * is the operating system's on the file itself and ends with the process, however that ends.
 * Before an older version's layout is changed, a copy of the file is left beside it.
 * A damaged file is set aside under its name and date, and a fresh one begun with what can still
 * be read of it.
 * @param path `:memory:` keeps everything in memory.
 * @param now Milliseconds since the epoch, for the names of a damaged file and of a backup.
 * @param options.checkLater Leaves the check, which reads all of the file, to the caller where it can
 * be left: nothing is to be changed in a file of this version that was closed in order.
 */
export function openSqliteFile(
  path: string,
  now: number,
  layout: Layout,
  options: { checkLater?: boolean } = {},
): Result<SqliteFile> {
  try {
    if (path !== ':memory:') makePrivate(path);
    const later = options.checkLater === true && wasClosed(path);
    const first = attempt(path, now, layout, later);
    if ('database' in first) return ok({ ...first, damaged: null });
    if ('failed' in first) return first.failed;
    const setAside = setFileAside(path, now);
    makePrivate(path);
    const second = attempt(path, now, layout, false);
    if ('database' in second) {
      const { database } = second;
      const saved = salvage(setAside, database, layout);
      return ok({ database, damaged: { path: setAside, saved }, unchecked: false });
    }
    return 'failed' in second ? second.failed : err(storeError(second.damaged));
  } catch (thrown) {
    // node:fs and SQLite both throw for what the disk does; the user must hear of it.
    return err(storeError(thrown, `The console could not open its store ${path}.`));
  }
}

/**
 * The store names hosts, users and VMs: nobody else's business. An existing file is not touched:
 * closing any descriptor of it would drop the lock that a store of this process holds.
 */
function makePrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600));
}

/** A console that was killed leaves its last changes beside the file. */
function wasClosed(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

function attempt(path: string, now: number, layout: Layout, later: boolean): Attempt {
  const database = new DatabaseSync(path);
  const outcome = prepare(database, path, now, layout, later);
  if (!('database' in outcome)) database.close();
  return outcome;
}

function prepare(
  database: DatabaseSync,
  path: string,
  now: number,
  layout: Layout,
  later: boolean,
): Attempt {
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    // Takes the lock now and not at the first write.
    database.exec('BEGIN IMMEDIATE; COMMIT');
    const found = fileKind(database, layout);
    if (found.kind === 'newer') return { failed: newerVersion(path, found.version, layout) };
    if (found.kind === 'foreign') return { failed: foreignFile(path) };
    const unchecked = later && found.kind === 'ours' && found.version === layout.steps.length;
    const check = unchecked ? 'ok' : database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    if (check !== 'ok') return { damaged: String(check) };
    if (found.kind === 'ours' && found.version < layout.steps.length) {
      backUp(database, freeName(`${path}.version-${found.version}`, now));
    }
    database.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
    migrateSchema(database, layout);
    return { database, unchecked };
  } catch (thrown) {
    const code = sqliteCode(thrown);
    if (code === sqliteCodes.corrupt || code === sqliteCodes.notADatabase) {
      return { damaged: thrown instanceof Error ? thrown.message : String(thrown) };
    }
    if (code === sqliteCodes.busy) {
      const message = `Another console is using the store ${path}.`;
      return { failed: err(appError('store-unusable', message, { hint: busyHint })) };
    }
    return { failed: err(storeError(thrown, `The console could not open its store ${path}.`)) };
  }
}

function newerVersion(path: string, version: number, { steps }: Layout): Result<never> {
  return err(
    appError('store-unusable', `The store ${path} was written by a newer Stateroom.`, {
      details: `It has version ${version} of the layout; this program knows up to ${steps.length}.`,
      hint: 'Start the newer version, or give this one another data folder.',
    }),
  );
}

function foreignFile(path: string): Result<never> {
  return err(
    appError('store-unusable', `${path} is another program's database.`, {
      hint: 'Give the console another data folder. The file was left as it is.',
    }),
  );
}

/**
 * A whole copy under its name only: what a kill or a full disk leaves of one is called partial.
 * Throws SQLite's and node:fs's errors: without a copy the layout is not changed.
 */
function backUp(database: DatabaseSync, copy: string): void {
  const partial = `${copy}.partial`;
  rmSync(partial, { force: true });
  // SQLite takes an empty file for none; made here, it is nobody else's to read.
  closeSync(openSync(partial, 'wx', 0o600));
  try {
    database.prepare('VACUUM INTO ?').run(partial);
    renameSync(partial, copy);
  } catch (thrown) {
    rmSync(partial, { force: true });
    throw thrown;
  }
}

/** Renames the file and what SQLite keeps beside it; never over something that is there. */
function setFileAside(path: string, now: number): string {
  const aside = freeName(`${path}.damaged`, now);
  renameSync(path, aside);
  for (const beside of ['-wal', '-shm']) {
    if (existsSync(path + beside)) renameSync(path + beside, aside + beside);
  }
  return aside;
}

function freeName(beginning: string, now: number): string {
  const date = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-');
  let name = `${beginning}-${date}Z`;
  for (let n = 2; existsSync(name); n++) name = `${beginning}-${date}Z-${n}`;
  return name;
}
