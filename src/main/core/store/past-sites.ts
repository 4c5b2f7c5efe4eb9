import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { diffImageItem, type ImageItemPair } from '../../../shared/history/diff-image-items.ts';
import { diffSites, type ObjectChange } from '../../../shared/history/diff-sites.ts';
import { overviewOfItems } from '../../../shared/history/image-items.ts';
import type { PastSite } from '../../../shared/history/past-site.ts';
import type { ImagesOverview } from '../../../shared/images/overview.ts';
import type { Host } from '../../../shared/model/host.ts';
import { type ConfigPair, type ConfigTexts, diffConfigs } from './config-history.ts';
import { foldRows, type StoredLink, vmsOfHosts } from './fold-rows.ts';
import type { ReadRecords } from './record-reader.ts';
import type { RowHead, StoredHost, StoredRecord } from './stored-record.ts';

/** Looks into the event log at moments, in milliseconds since the epoch. Throws SQLite's errors. */
export interface PastSites {
  at(moment: number): PastSite;
  /** What an image server kept; null: nothing is known of it. */
  imagesAt(moment: number, serverId: string): ImagesOverview | null;
  /**
   * What `diffSites` says of the sites at two moments, without reading what is the same in both,
   * then the configuration files that differ, and what of image servers does.
   */
  diff(from: number, to: number): ObjectChange[];
  /** When something changed, oldest first; at most the newest `limit`. */
  moments(limit: number): number[];
  /** The first of them; null: nothing is kept. */
  firstMoment(): number | null;
  /** The number of the last event up to a moment; 0: there is none. */
  boundAt(moment: number): number;
}

/** Numbers of the newest rows of one object at either of two moments; null: not yet there. */
type Pair = [before: number | null, after: number | null];

/**
 * Finds the newest row of each object up to a moment in one pass over the index of objects, which
 * holds nothing else, and only then reads rows. Objects come in the order of their names.
 */
export function createPastSites(
  database: DatabaseSync,
  { beginLook, texts }: { beginLook: () => ReadRecords; texts: ConfigTexts },
): PastSites {
  // Moments never go back from one event to the next, so the last one's number bounds them all.
  const lastUpTo = database.prepare(
    'SELECT max(seq) AS seq FROM events WHERE at = (SELECT max(at) FROM events WHERE at <= ?)',
  );
  const newestRows = arrays(
    `SELECT max(seq) FROM events
     WHERE kind IN ('host', 'link', 'vm') AND seq <= ? GROUP BY kind, host, name`,
  );
  const pairsOf = (kinds: string) =>
    `SELECT max(seq) FILTER (WHERE seq <= ?1) AS before, max(seq) FILTER (WHERE seq <= ?2) AS after
     FROM events WHERE kind IN (${kinds}) AND seq <= max(?1, ?2) GROUP BY kind, host, name`;
  const hostPairs = arrays(pairsOf("'host', 'link'"));
  const vmPairs = arrays(
    `${pairsOf("'vm'")}
     HAVING before IS NOT after OR host IN (SELECT value FROM json_each(?3))`,
  );
  const configPairs = arrays(`${pairsOf("'config'")} HAVING before IS NOT after`);
  const imagePairs = arrays(`${pairsOf("'images'")} HAVING before IS NOT after`);
  const newestImages = arrays(
    `SELECT max(seq) FROM events WHERE kind = 'images' AND host = ? AND seq <= ? GROUP BY name`,
  );
  const firstOf = database.prepare('SELECT min(at) AS at FROM events');
  const momentsOf = database.prepare(
    `SELECT DISTINCT at FROM events WHERE kind IN ('host', 'link', 'vm', 'config', 'images')
     ORDER BY at DESC LIMIT ?`,
  );

  function arrays(sql: string): StatementSync {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  }

  function boundAt(moment: number): number {
    return Number(lastUpTo.get(moment)?.seq ?? 0);
  }

  return {
    boundAt,
    firstMoment() {
      const at = firstOf.get()?.at;
      return at === null || at === undefined ? null : Number(at);
    },
    at(moment) {
      const rows: unknown = newestRows.all(boundAt(moment));
      return siteOf(beginLook()((rows as [number][]).map(([seq]) => seq)));
    },

    imagesAt(moment, serverId) {
      const rows = newestImages.all(serverId, boundAt(moment)) as unknown as [number][];
      const records = beginLook()(rows.map(([seq]) => seq));
      const items = records.flatMap((one) => (one.kind === 'images' ? [one.value] : []));
      return items.length === 0 ? null : overviewOfItems(items, moment);
    },

    diff(from, to) {
      const [first, last] = [boundAt(from), boundAt(to)];
      const read = beginLook();
      const sites = (pairs: readonly Pair[]): [PastSite, PastSite] => [
        siteOf(read(pairs.flatMap(([before]) => before ?? []))),
        siteOf(read(pairs.flatMap(([, after]) => after ?? []))),
      ];
      // Hosts are read whole: who is known at a moment decides which VMs are told of.
      const ofHosts = hostPairs.all(first, last) as unknown as Pair[];
      const [before, after] = sites(ofHosts);
      const known = Object.keys({ ...before.hosts, ...after.hosts });
      const cameOrWent = known.filter((id) => !(before.hosts[id] && after.hosts[id]));
      const ofVms = vmPairs.all(first, last, JSON.stringify(cameOrWent)) as unknown as Pair[];
      const ofConfigs = configPairs.all(first, last) as unknown as Pair[];
      const ofImages = imagePairs.all(first, last) as unknown as Pair[];
      return [
        ...diffSites(...sites([...ofHosts, ...ofVms])),
        ...diffConfigs(filePairs(ofConfigs, read), texts),
        ...itemPairs(ofImages, read).flatMap((pair) => diffImageItem(pair) ?? []),
      ];
    },

    moments: (limit) =>
      momentsOf
        .all(limit)
        .map((row) => Number(row.at))
        .reverse(),
  };
}

/** The records of both moments, with the object's own head. */
function recordPairs(
  pairs: readonly Pair[],
  read: ReadRecords,
): { head: RowHead; before: StoredRecord | undefined; after: StoredRecord | undefined }[] {
  // All at once; what follows finds them read.
  read(pairs.flatMap((pair) => pair.flatMap((seq) => seq ?? [])));
  return pairs.flatMap((pair) => {
    const [before, after] = pair.map((seq) => (seq === null ? undefined : read([seq])[0]));
    const head = after?.head ?? before?.head;
    return head ? { head, before, after } : [];
  });
}

function filePairs(pairs: readonly Pair[], read: ReadRecords): ConfigPair[] {
  const textOf = (record?: StoredRecord) => (record?.kind === 'config' ? record.value.text : null);
  return recordPairs(pairs, read).map(({ head, before, after }) => {
    return { hostId: head.host, path: head.name, before: textOf(before), after: textOf(after) };
  });
}

function itemPairs(pairs: readonly Pair[], read: ReadRecords): ImageItemPair[] {
  const itemOf = (record?: StoredRecord) => (record?.kind === 'images' ? record.value : null);
  return recordPairs(pairs, read).map(({ head, before, after }) => {
    return { serverId: head.host, before: itemOf(before), after: itemOf(after) };
  });
}

function siteOf(records: readonly StoredRecord[]): PastSite {
  const { hosts, links, vms, newest } = foldRows(records);
  return {
    hosts: Object.fromEntries(
      [...hosts].map(([id, host]) => [id, hostAsItWas(host, links.get(id), newest.get(id) ?? 0)]),
    ),
    vms: vmsOfHosts(vms, hosts),
  };
}

/** @param newest When the newest of its rows was stored. */
export function hostAsItWas(
  host: StoredHost,
  stored: StoredLink | undefined,
  newest: number,
): Host {
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
