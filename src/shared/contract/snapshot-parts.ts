import type { SiteSnapshot, SiteState } from '../model/site.ts';

/** Some hosts of a snapshot with their VMs, in its order. */
export type SnapshotPart = Pick<SiteState, 'hosts' | 'vms'>;

/** A millisecond or two of writing and of reading. */
const hostsInPart = 25;

/** One text in UTF-8, of which some was bytes before and need not be anything else. */
export type TextPieces = readonly (string | Uint8Array)[];

/** The JSON that all VMs of a host were read from and still are; undefined: it is not known. */
export type VmsJson = (vms: SiteState['vms'], hostId: string) => Uint8Array | undefined;

/**
 * Takes a snapshot apart for a way that carries text: while one side still writes a large site, the
 * other already reads it. What was read from its text and has not changed is not written anew.
 * @returns the parts as JSON, and what is left of the snapshot without them: the last to be sent.
 */
export function splitSnapshot(
  { seq, state }: SiteSnapshot,
  jsonOf: VmsJson = () => undefined,
): { parts: Iterable<TextPieces>; rest: SiteSnapshot } {
  return {
    parts: partsOf(state, jsonOf),
    rest: { seq, state: { ...state, hosts: {}, vms: {} } },
  };
}

function* partsOf(all: SnapshotPart, jsonOf: VmsJson): Generator<TextPieces> {
  const ids = [...new Set([...Object.keys(all.hosts), ...Object.keys(all.vms)])];
  for (let at = 0; at < ids.length; at += hostsInPart) {
    yield writePart(all, ids.slice(at, at + hostsInPart), jsonOf);
  }
}

/** One part as JSON: these hosts of it, and their VMs. */
export function writePart(
  { hosts, vms }: SnapshotPart,
  ids: readonly string[],
  jsonOf: VmsJson,
): TextPieces {
  const ofHosts = written(hosts, ids, (id) => JSON.stringify(hosts[id]));
  const ofVms = written(vms, ids, (id) => jsonOf(vms, id) ?? JSON.stringify(vms[id]));
  return ['{"hosts":', ...ofHosts, ',"vms":', ...ofVms, '}'];
}

/** These keys of a record, as JSON. */
function written(
  record: Record<string, unknown>,
  keys: readonly string[],
  write: (key: string) => string | Uint8Array,
): TextPieces {
  const known = keys.filter((key) => Object.hasOwn(record, key));
  const fields = known.flatMap((key, n) => [
    `${n === 0 ? '' : ','}${JSON.stringify(key)}:`,
    write(key),
  ]);
  return ['{', ...fields, '}'];
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
