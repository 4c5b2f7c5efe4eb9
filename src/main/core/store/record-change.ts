import { diffSites, type ObjectChange } from '../../../shared/history/diff-sites.ts';
import type { PastSite } from '../../../shared/history/past-site.ts';
import { type Link, linkSchema } from '../../../shared/model/connection.ts';
import { hostSchema } from '../../../shared/model/host.ts';
import { vmSchema } from '../../../shared/model/vm.ts';

/** Two records that follow each other of one object; null: it was not there. */
export interface RecordPair {
  kind: 'host' | 'link' | 'vm';
  host: string;
  /** The host's name, for its link has none. */
  label: string;
  before: unknown;
  after: unknown;
}

const noLink: Link = { state: 'idle', since: 0, lastSeen: null, retryAt: null, error: null };

/** What the later record changes; null: nothing, or a record is of another version's shape. */
export function changeBetween({
  kind,
  host,
  label,
  before,
  after,
}: RecordPair): ObjectChange | null {
  if (kind === 'link') return linkChange(host, label, before, after);
  const site = kind === 'host' ? hostSite : vmSite;
  const [was, is] = [site(host, before), site(host, after)];
  const [change] = was && is ? diffSites(was, is) : [];
  if (!change || kind === 'vm') return change ?? null;
  // A host's link is a record of its own.
  return { ...change, fields: change.fields.filter(({ field }) => !field.startsWith('link')) };
}

function jsonOf(record: unknown): unknown {
  return typeof record === 'string' ? JSON.parse(record) : null;
}

/** A site of only this host; null: its record cannot be read. */
function hostSite(id: string, record: unknown): PastSite | null {
  const json = jsonOf(record);
  if (json === null) return { hosts: {}, vms: {} };
  const host = hostSchema.safeParse({ ...Object(json), link: noLink, usage: null });
  return host.success ? { hosts: { [id]: host.data }, vms: {} } : null;
}

function vmSite(hostId: string, record: unknown): PastSite | null {
  const json = jsonOf(record);
  if (json === null) return { hosts: {}, vms: {} };
  const vm = vmSchema.safeParse(json);
  if (!vm.success) return null;
  return { hosts: {}, vms: { [hostId]: Object.fromEntries([[vm.data.name, vm.data]]) } };
}

/** The first link comes with its host, and the last one goes with it: neither is an event. */
function linkChange(
  hostId: string,
  name: string,
  before: unknown,
  after: unknown,
): ObjectChange | null {
  const was = linkSchema.safeParse(jsonOf(before));
  const is = linkSchema.safeParse(jsonOf(after));
  if (!was.success || !is.success || was.data.state === is.data.state) return null;
  return {
    kind: 'host',
    change: 'changed',
    hostId,
    name,
    from: null,
    fields: [{ field: 'link', before: was.data.state, after: is.data.state }],
  };
}
