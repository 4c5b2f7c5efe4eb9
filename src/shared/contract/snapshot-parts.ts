import type { SiteSnapshot, SiteState } from '../model/site.ts';

/** Some hosts of a snapshot with their VMs, in its order. */
export type SnapshotPart = Pick<SiteState, 'hosts' | 'vms'>;

/** A millisecond or two of writing and of reading. */
const hostsInPart = 25;

/** The JSON that all VMs of a host were read from and still are; undefined: it is not known. */
export type VmsText = (vmsOfHost: SiteState['vms'][string]) => string | undefined;

/**
 * Takes a snapshot apart for a way that carries text: while one side still writes a large site, the
 * other already reads it. What was read from its text and has not changed is not written anew.
 * @returns the parts as JSON, and what is left of the snapshot without them: the last to be sent.
 */
export function splitSnapshot(
  { seq, state }: SiteSnapshot,
  textOf: VmsText = () => undefined,
): { parts: Iterable<string>; rest: SiteSnapshot } {
  return {
    parts: partsOf(state, textOf),
    rest: { seq, state: { ...state, hosts: {}, vms: {} } },
  };
}

function* partsOf({ hosts, vms }: SnapshotPart, textOf: VmsText): Generator<string> {
  const ids = [...new Set([...Object.keys(hosts), ...Object.keys(vms)])];
  for (let at = 0; at < ids.length; at += hostsInPart) {
    const some = ids.slice(at, at + hostsInPart);
    const ofHosts = written(hosts, some, JSON.stringify);
    yield `{"hosts":${ofHosts},"vms":${written(vms, some, (of) => textOf(of) ?? JSON.stringify(of))}}`;
  }
}

/** These keys of a record, as JSON. */
function written<T>(
  record: Record<string, T>,
  keys: readonly string[],
  write: (value: T) => string,
): string {
  const fields = keys.flatMap((key) => {
    const value = Object.hasOwn(record, key) ? record[key] : undefined;
    return value === undefined ? [] : [`${JSON.stringify(key)}:${write(value)}`];
  });
  return `{${fields.join(',')}}`;
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
