import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Host } from '../../../shared/model/host.ts';
import { endedJobStates } from '../../../shared/model/job.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { foldRows, type StoredLink, vmsOfHosts } from './fold-rows.ts';
import type { ReadRecords } from './record-reader.ts';
import type { RecordShapes } from './record-shapes.ts';
import type { StoredHost } from './stored-record.ts';

/** The site as it was last seen. `unreadable` names records of another version's shape. */
export interface LastSeen extends Pick<SiteState, 'hosts' | 'vms' | 'jobs'> {
  unreadable: string[];
  /** The text that the VMs of a host were parsed from, by the very object in `vms`. */
  vmTexts: WeakMap<object, string>;
}

/** Reads it in many turns of the event loop. Throws SQLite's errors. */
export type LoadLast = (read: ReadRecords) => Promise<LastSeen>;

const keptJobs = 100;

/** Hosts whose VMs are read in one turn: a few milliseconds. */
const hostsInTurn = 25;

/** All VMs of one host: an object of them by their names, as it is in a `SiteState`. */
type VmRow = [host: string, json: string, newestAt: number, firstSeq: number];

/**
 * VMs are nearly all of a site. What was checked when it was written is neither checked again nor
 * parsed one by one: SQLite makes one text of a host's VMs, which is parsed at once, and is what a
 * page is sent if nothing changes before.
 */
export function createLastSite(database: DatabaseSync, shapes: RecordShapes): LoadLast {
  const seqsOfRest = database.prepare(
    `SELECT seq FROM latest WHERE kind IN ('host', 'link', 'job') ORDER BY seq`,
  );
  const vmsOf = arrays(
    `SELECT l.host, '{' || group_concat(json_quote(l.name) || ':' || e.json, ',' ORDER BY l.seq) || '}',
       max(e.at), min(l.seq)
     FROM latest l CROSS JOIN events e ON e.seq = l.seq
     WHERE l.kind = 'vm' AND l.host BETWEEN ? AND ? GROUP BY l.host`,
  );
  const vmSeqs = arrays(`SELECT seq FROM latest WHERE kind = 'vm' AND host = ? ORDER BY seq`);
  const newestConfig = arrays(
    `SELECT l.host, e.at
     FROM (SELECT host, max(seq) AS seq FROM latest WHERE kind = 'config' GROUP BY host) l
     CROSS JOIN events e ON e.seq = l.seq`,
  );

  function arrays(sql: string): StatementSync {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  }

  return async (read) => {
    const rest = foldRows(read(seqsOfRest.all().map(({ seq }) => Number(seq))));
    const { hosts, links, newest, unreadable } = rest;
    const vms = new Map<string, Record<string, Vm>>();
    const vmTexts = new WeakMap<object, string>();

    function take([host, json, newestAt, firstSeq]: VmRow): void {
      if (!hosts.has(host)) return;
      const parsed = shapes.areCheckedFrom(firstSeq) ? jsonObject(json) : null;
      if (parsed) {
        vms.set(host, parsed as Record<string, Vm>);
        vmTexts.set(parsed, json);
        newest.set(host, Math.max(newestAt, newest.get(host) ?? 0));
        return;
      }
      const seqs = vmSeqs.all(host) as unknown as [number][];
      const folded = foldRows(read(seqs.map(([seq]) => seq)));
      unreadable.push(...folded.unreadable);
      const ofHost = vmsOfHosts(folded.vms, hosts)[host];
      if (ofHost) vms.set(host, ofHost);
      newest.set(host, Math.max(newestAt, newest.get(host) ?? 0));
    }

    await nextTurn();
    const ids = [...hosts.keys()].sort(inBytes);
    for (let n = 0; n < ids.length; n += hostsInTurn) {
      const some = ids.slice(n, n + hostsInTurn);
      const rows: unknown = vmsOf.all(some[0] ?? '', some.at(-1) ?? '');
      // The table is STRICT: SQLite vouches for the columns' types.
      for (const row of rows as VmRow[]) take(row);
      await nextTurn();
    }
    for (const [host, at] of newestConfig.all() as unknown as [string, number][]) {
      newest.set(host, Math.max(at, newest.get(host) ?? 0));
    }
    const tray = rest.jobs.filter((job) => endedJobStates.includes(job.state)).slice(-keptJobs);
    return {
      hosts: Object.fromEntries(
        [...hosts].map(([id, host]) => [id, asLastSeen(host, links.get(id), newest.get(id) ?? 0)]),
      ),
      vms: Object.fromEntries(vms),
      jobs: Object.fromEntries(tray.map((job) => [job.id, job])),
      unreadable,
      vmTexts,
    };
  };
}

/** As SQLite orders texts; JavaScript's own order differs beyond the first 65,536 characters. */
function inBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function jsonObject(text: string): object | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A host that was online when the console ended was seen at least at its newest event. */
function asLastSeen(host: StoredHost, stored: StoredLink | undefined, newest: number): Host {
  const lastSeen = stored?.link.state === 'online' ? newest : (stored?.link.lastSeen ?? null);
  return {
    ...host,
    usage: null,
    link: { state: 'idle', since: stored?.at ?? newest, lastSeen, retryAt: null, error: null },
  };
}
