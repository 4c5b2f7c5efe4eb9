import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type Link, linkSchema } from '../../../shared/model/connection.ts';
import { type Host, hostSchema } from '../../../shared/model/host.ts';
import { endedJobStates, type Job, jobSchema } from '../../../shared/model/job.ts';
import type { SiteEvent, SiteState } from '../../../shared/model/site.ts';
import { type Vm, vmSchema } from '../../../shared/model/vm.ts';
import type { Result } from '../../../shared/result.ts';
import { type RecordKind, recordsOf, type SiteRecord } from './site-records.ts';
import { guarded } from './sqlite-error.ts';
import { transaction } from './transaction.ts';

/** The site as it was last seen. `unreadable` names records of another version's shape. */
export interface LastSeen extends Pick<SiteState, 'hosts' | 'vms' | 'jobs'> {
  unreadable: string[];
}

/** The append-only history of the site: every change of its hosts, links, VMs and jobs. */
export interface SiteHistory {
  /**
   * Appends what of these events is a change; an object that is as it was is not stored again.
   * One transaction, so give it many events at a time. Not fsynced: a power cut may cost the
   * last moments, never the file.
   * @param at Milliseconds since the epoch.
   */
  appendEvents(at: number, events: readonly SiteEvent[]): Result<void>;
  /** Hosts come back as `idle` with their last-seen time, ended jobs newest 100. */
  loadLast(): Result<LastSeen>;
}

const keptJobs = 100;
const storedHostSchema = hostSchema.omit({ link: true, usage: true });

export function createSiteHistory(database: DatabaseSync): SiteHistory {
  const insertEvent = database.prepare(
    'INSERT INTO events (at, kind, host, name, json) VALUES (?, ?, ?, ?, ?)',
  );
  const putLatest = database.prepare(
    `INSERT INTO latest (kind, host, name, seq, hash) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash`,
  );
  const dropLatest = database.prepare(
    'DELETE FROM latest WHERE kind = ? AND host = ? AND name = ?',
  );
  const known = loadHashes(database);

  function append(at: number, record: SiteRecord): (() => void) | null {
    const hashes = hashesOf(known, record.kind, record.host);
    const before = hashes.get(record.name);
    if (record.whole === null) {
      if (before === undefined) return null;
      insertEvent.run(at, record.kind, record.host, record.name, null);
      dropLatest.run(record.kind, record.host, record.name);
      hashes.delete(record.name);
      return () => hashes.set(record.name, before);
    }
    const now = hash('sha256', JSON.stringify(record.stable), 'base64');
    if (before === now) return null;
    const json = JSON.stringify(record.whole);
    const { lastInsertRowid } = insertEvent.run(at, record.kind, record.host, record.name, json);
    putLatest.run(record.kind, record.host, record.name, lastInsertRowid, now);
    hashes.set(record.name, now);
    return () =>
      before === undefined ? hashes.delete(record.name) : hashes.set(record.name, before);
  }

  return {
    appendEvents(at, events) {
      // What the transaction takes back, the memory of it must take back too, newest first.
      const undo: (() => void)[] = [];
      const outcome = guarded(() =>
        transaction(database, () => {
          for (const event of events) {
            const records = recordsOf(event, (host) => hashesOf(known, 'vm', host).keys());
            for (const record of records) {
              const step = append(at, record);
              if (step) undo.push(step);
            }
          }
        }),
      );
      if (!outcome.ok) for (const step of undo.reverse()) step();
      return outcome;
    },
    loadLast: () => guarded(() => loadLast(database)),
  };
}

type Hashes = Map<string, Map<string, string>>;

/** Host ids never hold a slash, so the two parts stay apart. */
function hashesOf(known: Hashes, kind: RecordKind, host: string): Map<string, string> {
  const key = `${kind}/${host}`;
  const hashes = known.get(key) ?? new Map<string, string>();
  known.set(key, hashes);
  return hashes;
}

const latestRow = z.object({
  kind: z.enum(['host', 'link', 'vm', 'job']),
  host: z.string(),
  name: z.string(),
  hash: z.string(),
});

function loadHashes(database: DatabaseSync): Hashes {
  const known: Hashes = new Map();
  for (const row of database.prepare('SELECT kind, host, name, hash FROM latest').iterate()) {
    const parsed = latestRow.safeParse(row);
    if (!parsed.success) continue;
    const { kind, host, name, hash: stored } = parsed.data;
    hashesOf(known, kind, host).set(name, stored);
  }
  return known;
}

const eventRow = z.object({
  at: z.number(),
  kind: z.string(),
  host: z.string(),
  name: z.string(),
  json: z.string(),
});

function loadLast(database: DatabaseSync): LastSeen {
  const rows = database.prepare(
    `SELECT e.at, e.kind, e.host, e.name, e.json
     FROM latest l JOIN events e ON e.seq = l.seq WHERE e.json IS NOT NULL ORDER BY e.seq`,
  );
  const hosts = new Map<string, z.infer<typeof storedHostSchema>>();
  const links = new Map<string, { at: number; link: Link }>();
  const vms = new Map<string, Vm[]>();
  const jobs: Job[] = [];
  const newest = new Map<string, number>();
  const unreadable: string[] = [];

  for (const raw of rows.iterate()) {
    const row = eventRow.parse(raw);
    newest.set(row.host, row.at);
    const value = jsonOf(row.json);
    const take = <T>(schema: z.ZodType<T>, keep: (value: T) => void): void => {
      const parsed = schema.safeParse(value);
      if (parsed.success) keep(parsed.data);
      else unreadable.push(`${row.kind} ${row.host} ${row.name}`.trim());
    };
    if (row.kind === 'host') take(storedHostSchema, (host) => hosts.set(row.host, host));
    if (row.kind === 'link') take(linkSchema, (link) => links.set(row.host, { at: row.at, link }));
    if (row.kind === 'job') take(jobSchema, (job) => jobs.push(job));
    if (row.kind === 'vm') {
      take(vmSchema, (vm) => {
        const list = vms.get(row.host);
        if (list) list.push(vm);
        else vms.set(row.host, [vm]);
      });
    }
  }

  const tray = jobs.filter((job) => endedJobStates.includes(job.state)).slice(-keptJobs);
  return {
    hosts: Object.fromEntries(
      [...hosts].map(([id, host]) => [id, asLastSeen(host, links.get(id), newest.get(id) ?? 0)]),
    ),
    vms: Object.fromEntries(
      [...vms]
        .filter(([id]) => hosts.has(id))
        .map(([id, list]) => [id, Object.fromEntries(list.map((vm) => [vm.name, vm]))]),
    ),
    jobs: Object.fromEntries(tray.map((job) => [job.id, job])),
    unreadable,
  };
}

/** A host that was online when the console ended was seen at least at its newest event. */
function asLastSeen(
  host: z.infer<typeof storedHostSchema>,
  stored: { at: number; link: Link } | undefined,
  newest: number,
): Host {
  const lastSeen = stored?.link.state === 'online' ? newest : (stored?.link.lastSeen ?? null);
  return {
    ...host,
    usage: null,
    link: { state: 'idle', since: stored?.at ?? newest, lastSeen, retryAt: null, error: null },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
