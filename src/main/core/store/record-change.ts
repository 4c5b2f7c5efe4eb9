import { diffImageItem } from '../../../shared/history/diff-image-items.ts';
import { diffSites, type ObjectChange } from '../../../shared/history/diff-sites.ts';
import type { PastSite } from '../../../shared/history/past-site.ts';
import type { Link } from '../../../shared/model/connection.ts';
import { type ConfigTexts, diffConfigs } from './config-history.ts';
import type { StoredRecord } from './stored-record.ts';

/** Two records that follow each other of one object. */
export interface RecordPair {
  kind: 'host' | 'link' | 'vm' | 'config' | 'images';
  host: string;
  /** The VM's name, the file's path. */
  name: string;
  /** The host's name, for its link has none. */
  label: string;
  before: StoredRecord;
  after: StoredRecord;
  /** Of the configuration files. */
  texts: Pick<ConfigTexts, 'get'>;
}

const noLink: Link = { state: 'idle', since: 0, lastSeen: null, retryAt: null, error: null };

/** What the later record changes; null: nothing, or a record is of another version's shape. */
export function changeBetween(pair: RecordPair): ObjectChange | null {
  if (pair.kind === 'link') return linkChange(pair);
  if (pair.kind === 'config') return configChange(pair);
  if (pair.kind === 'images') return imageChange(pair);
  const [was, is] = [siteOf(pair.host, pair.before), siteOf(pair.host, pair.after)];
  const [change] = was && is ? diffSites(was, is) : [];
  if (!change || pair.kind === 'vm') return change ?? null;
  // A host's link is a record of its own.
  return { ...change, fields: change.fields.filter(({ field }) => !field.startsWith('link')) };
}

/** A site of only this host or VM; null: its record cannot be read. */
function siteOf(hostId: string, record: StoredRecord): PastSite | null {
  switch (record.kind) {
    case 'gone':
      return { hosts: {}, vms: {} };
    case 'host':
      return { hosts: { [hostId]: { ...record.value, link: noLink, usage: null } }, vms: {} };
    case 'vm':
      return {
        hosts: {},
        vms: { [hostId]: Object.fromEntries([[record.value.name, record.value]]) },
      };
    default:
      return null;
  }
}

function imageChange({ host, before, after }: RecordPair): ObjectChange | null {
  if (before.kind === 'unreadable' || after.kind === 'unreadable') return null;
  const itemOf = (record: StoredRecord) => (record.kind === 'images' ? record.value : null);
  return diffImageItem({ serverId: host, before: itemOf(before), after: itemOf(after) });
}

/** With only the first lines that differ: they say what it was about. */
function configChange({ host, name, before, after, texts }: RecordPair): ObjectChange | null {
  if (before.kind === 'unreadable' || after.kind === 'unreadable') return null;
  const textOf = (record: StoredRecord) => (record.kind === 'config' ? record.value.text : null);
  const pair = { hostId: host, path: name, before: textOf(before), after: textOf(after) };
  const [change] = diffConfigs([pair], texts);
  return change ? { ...change, hunks: change.hunks?.slice(0, 1) ?? [] } : null;
}

/** The first link comes with its host, and the last one goes with it: neither is an event. */
function linkChange({ host, label, before, after }: RecordPair): ObjectChange | null {
  if (before.kind !== 'link' || after.kind !== 'link') return null;
  if (before.value.state === after.value.state) return null;
  return {
    kind: 'host',
    change: 'changed',
    hostId: host,
    name: label,
    from: null,
    fields: [{ field: 'link', before: before.value.state, after: after.value.state }],
  };
}
