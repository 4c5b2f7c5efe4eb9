import type { DatabaseSync } from 'node:sqlite';
import type { Host } from '../../../shared/model/host.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { byNaturalName } from '../../../shared/natural-key.ts';
import { foldRows } from './fold-rows.ts';
import { hostAsItWas } from './past-sites.ts';
import type { ReadRecords } from './record-reader.ts';

export interface WalkedHost {
  host: Host;
  /** In the order of their names. */
  vms: readonly Vm[];
}

/** The site at a moment, host by host: no more than one is ever in memory. Throws SQLite's errors. */
export interface SiteWalk {
  /** In the order of their names; can be gone through again and again. */
  hosts(): Iterable<WalkedHost>;
  host(hostId: string): WalkedHost | null;
}

/**
 * @param boundAt The number of the last event up to a moment: rows never change once written, so
 * what is walked through is the site of that moment, whatever is written meanwhile.
 */
export function createSiteWalk(
  database: DatabaseSync,
  { beginLook, boundAt }: { beginLook: () => ReadRecords; boundAt: (moment: number) => number },
): (moment: number) => SiteWalk {
  const newestHosts = database.prepare(
    `SELECT max(seq) AS seq FROM events WHERE kind = 'host' AND seq <= ? GROUP BY host`,
  );
  const newestOfHost = database.prepare(
    `SELECT max(seq) AS seq FROM events
     WHERE kind IN ('host', 'link', 'vm') AND host = ? AND seq <= ? GROUP BY kind, name`,
  );

  return (moment) => {
    const bound = boundAt(moment);
    let names: readonly { id: string; label: string }[] | null = null;

    function namesOf(): readonly { id: string; label: string }[] {
      if (names) return names;
      const found: { id: string; label: string }[] = [];
      for (const { seq } of newestHosts.all(bound)) {
        const [record] = beginLook()([Number(seq)]);
        if (record?.kind !== 'host') continue;
        found.push({ id: record.value.id, label: record.value.label });
      }
      names = found.sort((a, b) => byNaturalName(a.label, b.label));
      return names;
    }

    function read(hostId: string): WalkedHost | null {
      const rows = newestOfHost.all(hostId, bound);
      // Each host is a look of its own: the reader forgets the one before the last.
      const records = beginLook()(rows.map(({ seq }) => Number(seq)));
      const { hosts, links, vms, newest } = foldRows(records);
      const stored = hosts.get(hostId);
      if (!stored) return null;
      return {
        host: hostAsItWas(stored, links.get(hostId), newest.get(hostId) ?? 0),
        vms: (vms.get(hostId) ?? []).sort((a, b) => byNaturalName(a.name, b.name)),
      };
    }

    return {
      *hosts() {
        for (const { id } of namesOf()) {
          const entry = read(id);
          if (entry) yield entry;
        }
      },
      host: read,
    };
  };
}
