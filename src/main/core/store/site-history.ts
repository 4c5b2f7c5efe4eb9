import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { ObjectChange } from '../../../shared/history/diff-sites.ts';
import { itemsOf } from '../../../shared/history/image-items.ts';
import type { PastEvent } from '../../../shared/history/past-event.ts';
import type { PastSite } from '../../../shared/history/past-site.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import type { SiteEvent } from '../../../shared/model/site.ts';
import type { Result } from '../../../shared/result.ts';
import type { ConfigText } from '../xen/toolstack.ts';
import { createConfigTexts, createLastConfig } from './config-history.ts';
import { createEventFinder } from './find-events.ts';
import { createLastSite, type LastSeen, type LoadLastOptions } from './last-site.ts';
import { createPastSites } from './past-sites.ts';
import { createRecordReader } from './record-reader.ts';
import { createRecordShapes } from './record-shapes.ts';
import {
  configRecords,
  imageRecords,
  type RecordKind,
  recordsOf,
  type SiteRecord,
} from './site-records.ts';
import { createSiteWalk, type SiteWalk } from './site-walk.ts';
import { guarded, guardedAsync } from './sqlite-error.ts';
import { parseRecord } from './stored-record.ts';
import { transaction } from './transaction.ts';

/** The image server whose images are told of. */
export interface ImagesSource {
  id: string;
  label: string;
  root: string;
}

/** The append-only history of the site: every change of its hosts, links, VMs and jobs. */
export interface SiteHistory {
  /**
   * Appends what of these events is a change; an object that is as it was is not stored again.
   * One transaction, so give it many events at a time. Not fsynced: a power cut may cost the
   * last moments, never the file.
   * @param at Milliseconds since the epoch; a clock that was set back counts as standing still.
   */
  appendEvents(at: number, events: readonly SiteEvent[]): Result<void>;
  /** The same for all configuration files of a host; those that are no longer there are gone. */
  appendConfigs(at: number, hostId: string, texts: readonly ConfigText[]): Result<void>;
  /**
   * The same for all that an image server keeps. Where problems are told of, some of its files
   * could not be read: what is not there then is as it was.
   */
  appendImages(at: number, server: ImagesSource, overview: ImagesOverview): Result<void>;
  /** What an image server kept at a moment; null: nothing is known of it then. */
  imagesAt(at: number, serverId: string): Result<ImagesOverview | null>;
  /** The site as it was at a moment: every change up to and with that millisecond, none after. */
  stateAt(at: number): Result<PastSite>;
  /** What makes the site at one moment into the site at another, as `diffSites` tells it. */
  diff(from: number, to: number): Result<ObjectChange[]>;
  /** The same host by host, for what must not hold the whole site in memory. */
  walk(at: number): Result<SiteWalk>;
  /** When something changed, oldest first; at most the newest `limit`. */
  moments(limit: number): Result<number[]>;
  /** A host's configuration file as it was last read; null: none is known. */
  lastConfig(hostId: string, path: string): Result<string | null>;
  /** When the history begins; null: nothing is kept. */
  firstMoment(): Result<number | null>;
  /** Past events whose names hold every word of the query, newest first, at most `limit`. */
  find(query: string, limit: number): Result<PastEvent[]>;
  /**
   * Hosts come back as `idle` with their last-seen time, ended jobs newest 100. Read in many turns
   * of the event loop, so that a shell that starts meanwhile is not held up by a large site.
   */
  loadLast(options?: LoadLastOptions): Promise<Result<LastSeen>>;
}

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
  const shapes = createRecordShapes(database);
  const beginLook = createRecordReader(database, shapes);
  const texts = createConfigTexts(database);
  const past = createPastSites(database, { beginLook, texts });
  const lastConfig = createLastConfig(database);
  const walk = createSiteWalk(database, { beginLook, boundAt: past.boundAt });
  const findEvents = createEventFinder(database, texts);
  const hashesOf = createKnownHashes(database);
  const loadLast = createLastSite(database, shapes);
  let lastAt = Number(database.prepare('SELECT max(at) AS at FROM events').get()?.at ?? 0);

  function append(at: number, record: SiteRecord): (() => void) | null {
    const hashes = hashesOf(record.kind, record.host);
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
    const readable = parseRecord({ ...record, at }, json, false).kind !== 'unreadable';
    const undoNote = shapes.note(Number(lastInsertRowid), readable);
    hashes.set(record.name, now);
    return () => {
      undoNote?.();
      if (before === undefined) hashes.delete(record.name);
      else hashes.set(record.name, before);
    };
  }

  /** Appends what of these records is a change, all or nothing. */
  function appendAll(now: number, records: () => Iterable<SiteRecord>): Result<void> {
    const at = Math.max(now, lastAt);
    // What the transaction takes back, the memory of it must take back too, newest first.
    const undo: (() => void)[] = [];
    const outcome = guarded(() =>
      transaction(database, () => {
        for (const record of records()) {
          const step = append(at, record);
          if (step) undo.push(step);
        }
      }),
    );
    if (outcome.ok) lastAt = at;
    else for (const step of undo.reverse()) step();
    return outcome;
  }

  const namesOf = (kind: RecordKind, host: string) => hashesOf(kind, host).keys();

  return {
    appendEvents: (now, events) =>
      appendAll(now, function* () {
        for (const event of events) yield* recordsOf(event, namesOf);
      }),
    appendConfigs: (now, hostId, files) =>
      appendAll(now, () => {
        const hashes = new Map(
          files.map(({ path, text }) => [path, text === null ? null : texts.put(text)]),
        );
        return configRecords(hostId, hashes, namesOf('config', hostId));
      }),
    appendImages: (now, { id, ...server }, overview) =>
      appendAll(now, () => {
        const known = overview.problems.length === 0 ? namesOf('images', id) : [];
        return imageRecords(id, itemsOf(server, overview), known);
      }),
    imagesAt: (at, serverId) => guarded(() => past.imagesAt(at, serverId)),
    stateAt: (at) => guarded(() => past.at(at)),
    diff: (from, to) => guarded(() => past.diff(from, to)),
    walk: (at) => guarded(() => walk(at)),
    firstMoment: () => guarded(() => past.firstMoment()),
    moments: (limit) => guarded(() => past.moments(limit)),
    lastConfig: (hostId, path) => guarded(() => lastConfig(hostId, path)),
    find: (query, limit) => guarded(() => findEvents(query, limit)),
    loadLast: (options) => guardedAsync(() => loadLast(beginLook(), options)),
  };
}

/**
 * The hashes of what is stored of a host's objects of a kind, by their names: read when the first
 * of them is asked for, as a start has better to do than to read them all.
 */
function createKnownHashes(database: DatabaseSync) {
  const select = database.prepare('SELECT name, hash FROM latest WHERE kind = ? AND host = ?');
  select.setReturnArrays(true);
  const known = new Map<string, Map<string, string>>();
  return (kind: RecordKind, host: string): Map<string, string> => {
    // No kind holds a slash, so the two parts stay apart.
    const key = `${kind}/${host}`;
    const hashes =
      known.get(key) ?? new Map(select.all(kind, host) as unknown as [string, string][]);
    known.set(key, hashes);
    return hashes;
  };
}
