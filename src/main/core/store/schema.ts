import type { DatabaseSync } from 'node:sqlite';
import { transaction } from './transaction.ts';

/** What a kind of database file looks like. */
export interface Layout {
  /** Marks the file as ours, so that no other program's database is taken for it. */
  applicationId: number;
  /** Each takes a file from the version of its index to the next; only ever added to. */
  steps: readonly string[];
  /**
   * What is saved of a damaged file: tables with the columns of their keys, in this order, and a
   * statement for what is made of them.
   */
  rescue: { tables: Readonly<Record<string, readonly string[]>>; after?: string };
}

/**
 * Each step takes a store from the version of its index to the next. Steps are never edited
 * once released, only added.
 *
 * `events` is append-only: every change of a host, link, VM or job since the first day, so that
 * a look at any earlier moment is the newest event of each object up to then. `json` null: gone.
 * `latest` is the same look at now, kept so that starting does not read years of events.
 * `record_shapes`: see record-shapes.ts. `texts`: contents of configuration files, by their hash.
 * `sla_leases`: what is set of a VM for a promise, and what was set before, until it is returned.
 * `image_overviews`, `image_server_facts`: what each image server was last seen to keep and to be.
 * `seen_rollouts`: those not over, as they were then; `rollout_records`: of those that are.
 * `outages`: proofs that hosts are down, and what was started elsewhere until its file is retired.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    host TEXT NOT NULL,
    name TEXT NOT NULL,
    json TEXT
  ) STRICT;
  CREATE INDEX events_of_object ON events (kind, host, name, seq);
  CREATE INDEX events_by_time ON events (at);
  CREATE TABLE latest (
    kind TEXT NOT NULL,
    host TEXT NOT NULL,
    name TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (kind, host, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    spec TEXT NOT NULL,
    closed_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX jobs_open ON jobs (created_at) WHERE closed_at IS NULL;
  CREATE TABLE journal (
    job TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    entry TEXT NOT NULL,
    PRIMARY KEY (job, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE moves (
    job TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    mode TEXT NOT NULL,
    memory_mib INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    pause_ms INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX moves_of_pair ON moves (source, target, at);

  CREATE TABLE hosts (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    label TEXT NOT NULL,
    access TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE host_keys (
    subject TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    blob TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE record_shapes (
    first_seq INTEGER PRIMARY KEY,
    shape TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE texts (
    hash TEXT PRIMARY KEY,
    text TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE sla_objectives (id TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE vm_tags (
    uuid TEXT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (uuid, tag)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE sla_days (
    uuid TEXT NOT NULL,
    day TEXT NOT NULL,
    good_ms INTEGER NOT NULL,
    bad_ms INTEGER NOT NULL,
    PRIMARY KEY (uuid, day)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sla_days_by_day ON sla_days (day);
  CREATE TABLE sla_breaches (
    seq INTEGER PRIMARY KEY,
    until INTEGER NOT NULL,
    json TEXT NOT NULL
  ) STRICT;
  CREATE INDEX sla_breaches_by_time ON sla_breaches (until);
  CREATE TABLE sla_leases (uuid TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE sla_audit (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    json TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE image_servers (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    label TEXT NOT NULL,
    access TEXT NOT NULL,
    root TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE carried_rollouts (
    server TEXT NOT NULL,
    rollout TEXT NOT NULL,
    PRIMARY KEY (server, rollout)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE image_overviews (
    server TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    json TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE image_server_facts (
    server TEXT PRIMARY KEY,
    json TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE seen_rollouts (
    server TEXT NOT NULL,
    rollout TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (server, rollout)
  ) STRICT;
  CREATE TABLE rollout_records (
    server TEXT NOT NULL,
    rollout TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (server, rollout)
  ) STRICT;
  `,
  `
  CREATE TABLE outages (host TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE fencing (host TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
];

/**
 * A hash that no state has: the next look at a host stores its objects once more. An old hash
 * could hide a change whose row is lost.
 */
const newestOfEach = `
  INSERT INTO latest (kind, host, name, seq, hash)
  SELECT kind, host, name, seq, '' FROM (
    SELECT kind, host, name, max(seq) AS seq, json FROM events GROUP BY kind, host, name
  ) WHERE json IS NOT NULL`;

/** Of the site's store; the mark reads "Stat". What hurts most when lost is saved first. */
export const siteLayout: Layout = {
  applicationId: 0x53746174,
  steps,
  rescue: {
    tables: {
      hosts: ['id'],
      host_keys: ['subject'],
      image_servers: ['id'],
      carried_rollouts: ['server', 'rollout'],
      image_overviews: ['server'],
      image_server_facts: ['server'],
      seen_rollouts: ['server', 'rollout'],
      rollout_records: ['server', 'rollout'],
      jobs: ['id'],
      journal: ['job', 'seq'],
      outages: ['host'],
      fencing: ['host'],
      sla_leases: ['uuid'],
      sla_objectives: ['id'],
      vm_tags: ['uuid', 'tag'],
      moves: ['job'],
      sla_days: ['uuid', 'day'],
      sla_breaches: ['seq'],
      sla_audit: ['seq'],
      texts: ['hash'],
      events: ['seq'],
    },
    after: newestOfEach,
  },
};

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}

/**
 * What kind of file this is. Throws SQLite's error on a damaged one.
 * `foreign`: a sound database of some other program.
 */
export function fileKind(
  database: DatabaseSync,
  { applicationId, steps }: Layout,
): { kind: 'empty' | 'foreign' } | { kind: 'ours' | 'newer'; version: number } {
  const version = pragma(database, 'user_version');
  const ours = pragma(database, 'application_id') === applicationId;
  if (ours && version > steps.length) return { kind: 'newer', version };
  if (ours) return { kind: 'ours', version };
  const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_master').get()?.n ?? 0);
  return { kind: tables === 0 && version === 0 ? 'empty' : 'foreign' };
}

/** Brings an empty file or an older version's up to this version, in one transaction. */
export function migrateSchema(database: DatabaseSync, { applicationId, steps }: Layout): void {
  const from = pragma(database, 'user_version');
  if (from === steps.length) return;
  transaction(database, () => {
    for (const step of steps.slice(from)) database.exec(step);
    database.exec(`PRAGMA user_version = ${steps.length}`);
    database.exec(`PRAGMA application_id = ${applicationId}`);
  });
}
