import { blocks, warns } from '../../../shared/migration/blocks.ts';
import { locateDisk } from '../../../shared/migration/disk-location.ts';
import type { MoveReason } from '../../../shared/migration/verdict.ts';
import type { Host } from '../../../shared/model/host.ts';
import type { Disk, Vm } from '../../../shared/model/vm.ts';
import { isBootFile } from '../images/xen/carry-boot-files.ts';
import type { FileSight, WantedFile } from './look-at-files.ts';

/** The files of dom0 that a VM hangs on: its disks, and what its next start needs. */
export function filesOf(vm: Vm): WantedFile[] {
  return [
    ...localDisks(vm).map(({ path, readonly }) => ({ path, compare: readonly })),
    ...vm.bootFiles.map((path) => ({ path, compare: true })),
  ];
}

/**
 * The reasons that lie in those files, from what both hosts have at their paths, in the order of
 * `filesOf`. They take the place of the inventory's warnings about what it could not tell.
 */
export function compareFiles(
  vm: Vm,
  hosts: { source: Host; target: Host },
  here: readonly FileSight[],
  there: readonly FileSight[],
): MoveReason[] {
  const disks = localDisks(vm);
  return filesOf(vm).flatMap(({ path }, at) => {
    const [ours, theirs] = [here[at], there[at]];
    if (!ours || !theirs) return [];
    const disk = disks[at];
    const reason = disk
      ? diskReason(disk, hosts, ours, theirs)
      : comesAlong(path, ours, theirs)
        ? null
        : bootFileReason(path, hosts.target.label, ours, theirs);
    return reason ? [reason] : [];
  });
}

type LocalDisk = Disk & { path: string };

function localDisks(vm: Vm): LocalDisk[] {
  return vm.disks.filter((disk): disk is LocalDisk => disk.path?.startsWith('/') ?? false);
}

function diskReason(
  disk: LocalDisk,
  { source, target }: { source: Host; target: Host },
  here: FileSight,
  there: FileSight,
): MoveReason | null {
  const name = `${disk.vdev} (${disk.path})`;
  if (there.kind === 'missing' || there.kind === 'other') {
    return blocks(
      'disk-missing',
      `${target.label} has nothing at the path of disk ${name}.`,
      `Make the storage available on ${target.label} too, at the same path.`,
    );
  }
  if (here.kind !== there.kind || differ(here.bytes, there.bytes)) {
    return blocks(
      'disk-not-shared',
      `What ${target.label} has at ${disk.path} is not disk ${name}: ${described(here)} here, ${described(there)} there.`,
      'Put the disk on storage that both hosts share, at the same path.',
    );
  }
  if (disk.readonly && here.sha256 !== null && there.sha256 !== null) {
    if (here.sha256 === there.sha256) return null;
    return blocks(
      'disk-not-shared',
      `The read-only disk ${name} has another content on ${target.label}.`,
      `Copy the file from ${source.label} to ${target.label}.`,
    );
  }
  if (here.deviceId !== null && there.deviceId !== null) {
    if (here.deviceId === there.deviceId) return null;
    return blocks(
      'disk-not-shared',
      `Disk ${name} is another device on ${target.label} (${there.deviceId}, not ${here.deviceId}).`,
      'Put the disk on storage that both hosts share, at the same path.',
    );
  }
  return isKnownShared(disk, source, target) ? null : unproven(name, target.label);
}

/** The move brings it there before the VM. */
function comesAlong(path: string, here: FileSight, there: FileSight): boolean {
  return isBootFile(path) && here.sha256 !== null && there.kind === 'missing';
}

function bootFileReason(
  path: string,
  label: string,
  here: FileSight,
  there: FileSight,
): MoveReason | null {
  // What the source lacks itself is no news of this move.
  if (here.kind === 'missing') return null;
  if (there.kind === 'missing') {
    return warns(
      'boot-file-missing',
      `${label} has no ${path}. The VM runs on there, but could not be started again.`,
      `Copy the file to ${label} before the next start.`,
    );
  }
  const differs =
    here.sha256 !== null && there.sha256 !== null
      ? here.sha256 !== there.sha256
      : differ(here.bytes, there.bytes);
  if (!differs) return null;
  return warns(
    'boot-file-missing',
    `${label} has another file at ${path}. The VM's next start would use that one.`,
    'Compare the two before the next start.',
  );
}

/** Storage that the inventory has found to be one and the same on both hosts. */
function isKnownShared(disk: LocalDisk, source: Host, target: Host): boolean {
  const here = locateDisk(disk.path, source.facts?.storage ?? []);
  const there = locateDisk(disk.path, target.facts?.storage ?? []);
  if (here.kind !== 'storage' || there.kind !== 'storage') return false;
  const samePlace = here.storage.name === there.storage.name;
  return here.storage.shared && samePlace && here.storage.source === there.storage.source;
}

function unproven(name: string, label: string): MoveReason {
  return warns(
    'disk-not-shared',
    `Disk ${name} looks alike on ${label}, but nothing proves that it is the same.`,
    'Go on only if you know that both hosts see one and the same disk there.',
  );
}

function differ(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && a !== b;
}

function described({ kind, bytes }: FileSight): string {
  const size = bytes === null ? 'of unknown size' : `of ${bytes.toLocaleString('en')} bytes`;
  return kind === 'block' ? `a block device ${size}` : `a file ${size}`;
}
