import type { SiteSnapshot, SiteState } from '../model/site.ts';

/** Some hosts of a snapshot with their VMs, in its order. */
export type SnapshotPart = Pick<SiteState, 'hosts' | 'vms'>;

/** A millisecond or two of writing and of reading. */
const hostsInPart = 25;

/**
 * Takes a snapshot apart for a way that carries text: while one side still writes a large site, the
 * other already reads it.
 * @returns the parts, and what is left of the snapshot without them: the last to be sent.
 */
export function splitSnapshot({ seq, state }: SiteSnapshot): {
  parts: Iterable<SnapshotPart>;
  rest: SiteSnapshot;
} {
  return { parts: partsOf(state), rest: { seq, state: { ...state, hosts: {}, vms: {} } } };
}

function* partsOf({ hosts, vms }: SnapshotPart): Generator<SnapshotPart> {
  const ids = [...new Set([...Object.keys(hosts), ...Object.keys(vms)])];
  for (let at = 0; at < ids.length; at += hostsInPart) {
    const some = ids.slice(at, at + hostsInPart);
    yield { hosts: only(hosts, some), vms: only(vms, some) };
  }
}

function only<T>(record: Record<string, T>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(
    keys.flatMap((key): [string, T][] => {
      const value = Object.hasOwn(record, key) ? record[key] : undefined;
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** The snapshot that was taken apart. */
export function joinSnapshot(parts: readonly SnapshotPart[], rest: SiteSnapshot): SiteSnapshot {
  const joined = <T>(of: (part: SnapshotPart) => Record<string, T>) =>
    Object.fromEntries(parts.flatMap((part) => Object.entries(of(part))));
  const { seq, state } = rest;
  return {
    seq,
    state: { ...state, hosts: joined((part) => part.hosts), vms: joined((part) => part.vms) },
  };
}
