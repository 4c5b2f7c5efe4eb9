import type { DatabaseSync } from 'node:sqlite';
import type { PastSite } from '../../../shared/history/past-site.ts';
import type { Host } from '../../../shared/model/host.ts';
import { foldRows, type StoredHost, type StoredLink, vmsOfHosts } from './fold-rows.ts';

/**
 * Reads the newest record of each object up to a moment, in one pass over the index of objects.
 * There are no checkpoints yet: test/bench/travel.ts says what that costs for a year of a large site.
 * @param at Milliseconds since the epoch.
 */
export function readSiteAt(database: DatabaseSync, at: number): PastSite {
  // Moments never go back from one event to the next, so the last one's number bounds them all.
  const last = database
    .prepare(
      'SELECT max(seq) AS seq FROM events WHERE at = (SELECT max(at) FROM events WHERE at <= ?)',
    )
    .get(at);
  const rows = database.prepare(
    `SELECT e.at, e.kind, e.host, e.name, e.json
     FROM (
       SELECT max(seq) AS seq FROM events
       WHERE kind IN ('host', 'link', 'vm') AND seq <= ? GROUP BY kind, host, name
     ) newest JOIN events e ON e.seq = newest.seq
     WHERE e.json IS NOT NULL ORDER BY e.seq`,
  );
  const { hosts, links, vms, newest } = foldRows(rows.iterate(Number(last?.seq ?? 0)));
  return {
    hosts: Object.fromEntries(
      [...hosts].map(([id, host]) => [id, asItWas(host, links.get(id), newest.get(id) ?? at)]),
    ),
    vms: vmsOfHosts(vms, hosts),
  };
}

function asItWas(host: StoredHost, stored: StoredLink | undefined, newest: number): Host {
  const link = stored?.link ?? {
    state: 'idle',
    since: newest,
    lastSeen: null,
    retryAt: null,
    error: null,
  };
  const lastSeen = link.state === 'online' ? newest : link.lastSeen;
  return { ...host, usage: null, link: { ...link, lastSeen } };
}

export function readMoments(database: DatabaseSync, limit: number): number[] {
  const rows = database
    .prepare(
      `SELECT DISTINCT at FROM events WHERE kind IN ('host', 'link', 'vm')
       ORDER BY at DESC LIMIT ?`,
    )
    .all(limit);
  return rows.map((row) => Number(row.at)).reverse();
}
