import type { HostFacts } from '../model/host.ts';

type Storage = HostFacts['storage'][number];

/** Where a disk's path lies on one host. `remote`: not a file of dom0 at all (rbd:, nbd:, iqn…). */
export type DiskLocation =
  | { kind: 'remote' }
  | { kind: 'unknown' }
  | { kind: 'storage'; storage: Storage };

/**
 * The storage that holds a path, by what the host says it has: the volume group of an LV, the
 * block device itself, or the file system mounted nearest above.
 */
export function locateDisk(path: string, storage: readonly Storage[]): DiskLocation {
  if (!path.startsWith('/')) return { kind: 'remote' };
  if (path.startsWith('/dev/')) {
    const group = volumeGroupOf(path);
    const found =
      storage.find((each) => each.kind === 'block' && each.name === path) ??
      storage.find((each) => each.kind === 'volume-group' && each.name === group);
    return found ? { kind: 'storage', storage: found } : { kind: 'unknown' };
  }
  let nearest: Storage | undefined;
  for (const each of storage) {
    if (each.kind !== 'filesystem' || !liesUnder(path, each.name)) continue;
    if (!nearest || each.name.length > nearest.name.length) nearest = each;
  }
  return nearest ? { kind: 'storage', storage: nearest } : { kind: 'unknown' };
}

function liesUnder(path: string, mountPoint: string): boolean {
  return mountPoint === '/' || path === mountPoint || path.startsWith(`${mountPoint}/`);
}

/** `/dev/VG/LV`, or `/dev/mapper/VG-LV`, where a dash within a name is written twice. */
export function volumeGroupOf(path: string): string | null {
  const mapped = /^\/dev\/mapper\/((?:[^-]|--)+)-(?!-)/.exec(path)?.[1];
  if (mapped !== undefined) return mapped.replaceAll('--', '-');
  return /^\/dev\/([^/]+)\/[^/]+$/.exec(path)?.[1] ?? null;
}
