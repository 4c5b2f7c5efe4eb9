import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type TextPieces, writePart } from '../../../shared/contract/snapshot-parts.ts';
import type { Host } from '../../../shared/model/host.ts';
import { endedJobStates } from '../../../shared/model/job.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import { foldRows, type StoredLink, vmsOfHosts } from './fold-rows.ts';
import { createLateVms, type LateVms } from './late-vms.ts';
import type { ReadRecords } from './record-reader.ts';
import type { RecordShapes } from './record-shapes.ts';
import type { StoredHost } from './stored-record.ts';

/** The site as it was last seen. `unreadable` names records of another version's shape. */
export interface LastSeen extends Pick<SiteState, 'hosts' | 'jobs'>, LateVms {
  unreadable: string[];
}

export interface LoadLastOptions {
  /** Hosts to read, by id; left out: all. */
  only?: ReadonlySet<string>;
  /** Takes what was just read, as a part of a snapshot in JSON. */
  take?: ((part: TextPieces) => void) | undefined;
}

/** Reads it in many turns of the event loop. Throws SQLite's errors. */
export type LoadLast = (read: ReadRecords, options?: LoadLastOptions) => Promise<LastSeen>;

const keptJobs = 100;

/** Hosts whose VMs are read in one turn: a few milliseconds. */
const hostsInTurn = 25;

/** All VMs of one host: an object of them by their names in JSON, as it is in a `SiteState`. */
type VmRow = [host: string, json: Uint8Array, newestAt: number, firstSeq: number];

/**
 * What was checked when it was written is not checked again: SQLite makes one text of a host's VMs,
 * which is what a page is sent if nothing changes before. It comes as bytes, which is what it is
 * sent as.
 */
export function createLastSite(database: DatabaseSync, shapes: RecordShapes): LoadLast {
  const seqsOfRest = database.prepare(
    `SELECT seq FROM latest WHERE kind IN ('host', 'link', 'job') ORDER BY seq`,
  );
  const vmsOf = arrays(
    `SELECT l.host,
       CAST('{' || group_concat(json_quote(l.name) || ':' || e.json) || '}' AS BLOB),
       max(e.at), min(l.seq)
     FROM latest l CROSS JOIN events e ON e.seq = l.seq
     WHERE l.kind = 'vm' AND l.host IN (SELECT value FROM json_each(?)) GROUP BY l.host`,
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

  return async (read, { only, take } = {}) => {
    const rest = foldRows(read(seqsOfRest.all().map(({ seq }) => Number(seq))));
    const { links, newest, unreadable } = rest;
    const known = only ? new Map([...rest.hosts].filter(([id]) => only.has(id))) : rest.hosts;
    const hosts: [string, Host][] = [];
    const { add, addJson, ...vms } = createLateVms();
    const noteNewest = (host: string, at: number) =>
      newest.set(host, Math.max(at, newest.get(host) ?? 0));

    function takeVms([host, json, newestAt, firstSeq]: VmRow): void {
      noteNewest(host, newestAt);
      const oneByOne = () => {
        const seqs = vmSeqs.all(host) as unknown as [number][];
        const folded = foldRows(read(seqs.map(([seq]) => seq)));
        unreadable.push(...folded.unreadable);
        return vmsOfHosts(folded.vms, known)[host] ?? {};
      };
      if (shapes.areCheckedFrom(firstSeq)) addJson(host, json, oneByOne);
      else add(host, oneByOne());
    }

    for (const [host, at] of newestConfig.all() as unknown as [string, number][]) {
      noteNewest(host, at);
    }
    await nextTurn();
    const all = [...known];
    for (let n = 0; n < all.length; n += hostsInTurn) {
      const some = all.slice(n, n + hostsInTurn);
      const ids = some.map(([id]) => id);
      const rows: unknown = vmsOf.all(JSON.stringify(ids));
      // The table is STRICT: SQLite vouches for the columns' types.
      for (const row of rows as VmRow[]) takeVms(row);
      const seen = some.map(([id, host]): [string, Host] => [
        id,
        asLastSeen(host, links.get(id), newest.get(id) ?? 0),
      ]);
      hosts.push(...seen);
      take?.(writePart({ hosts: Object.fromEntries(seen), vms: vms.vms }, ids, vms.vmsJson));
      await nextTurn();
    }
    const tray = rest.jobs.filter((job) => endedJobStates.includes(job.state)).slice(-keptJobs);
    return {
      hosts: Object.fromEntries(hosts),
      jobs: Object.fromEntries(tray.map((job) => [job.id, job])),
      unreadable,
      ...vms,
    };
  };
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
