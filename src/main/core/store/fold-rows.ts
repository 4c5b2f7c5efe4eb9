import type { Link } from '../../../shared/model/connection.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import type { StoredHost, StoredRecord } from './stored-record.ts';

export interface StoredLink {
  /** When it was stored. */
  at: number;
  link: Link;
}

export interface FoldedRows {
  hosts: Map<string, StoredHost>;
  links: Map<string, StoredLink>;
  vms: Map<string, Vm[]>;
  jobs: Job[];
  /** When the newest of each host's rows was stored. */
  newest: Map<string, number>;
  /** Records of another version's shape. */
  unreadable: string[];
}

/** Sorts records of the event log, at most one per object, into the site's parts, in their order. */
export function foldRows(records: readonly StoredRecord[]): FoldedRows {
  const hosts = new Map<string, StoredHost>();
  const links = new Map<string, StoredLink>();
  const vms = new Map<string, Vm[]>();
  const jobs: Job[] = [];
  const newest = new Map<string, number>();
  const unreadable: string[] = [];

  for (const record of records) {
    if (record.kind === 'gone') continue;
    const { kind, host, name, at } = record.head;
    newest.set(host, Math.max(at, newest.get(host) ?? 0));
    switch (record.kind) {
      case 'host':
        hosts.set(host, record.value);
        break;
      case 'link':
        links.set(host, { at, link: record.value });
        break;
      case 'job':
        jobs.push(record.value);
        break;
      case 'vm': {
        const list = vms.get(host);
        if (list) list.push(record.value);
        else vms.set(host, [record.value]);
        break;
      }
      case 'unreadable':
        unreadable.push(`${kind} ${host} ${name}`.trim());
    }
  }
  return { hosts, links, vms, jobs, newest, unreadable };
}

/** VMs by host and name; those of hosts that are not known are left out. */
export function vmsOfHosts(
  vms: ReadonlyMap<string, readonly Vm[]>,
  hosts: ReadonlyMap<string, unknown>,
): Record<string, Record<string, Vm>> {
  return Object.fromEntries(
    [...vms]
      .filter(([id]) => hosts.has(id))
      .map(([id, list]) => [id, Object.fromEntries(list.map((vm) => [vm.name, vm]))]),
  );
}
