import type { Host } from '../../model/host.ts';
import type { Disk } from '../../model/vm.ts';
import { blocks, warns } from '../blocks.ts';
import { locateDisk, volumeGroupOf } from '../disk-location.ts';
import type { MoveQuestion } from '../move-question.ts';
import type { MoveReason } from '../verdict.ts';

/**
 * Will the guest find the same disks at the other host? The memory moves, the disks do not.
 * What the inventory cannot tell is a warning here; the look at both hosts before the move decides.
 */
export function storageReasons({ vm, source, target }: MoveQuestion): MoveReason[] {
  if (!source.facts || !target.facts || source.id === target.id) return [];
  return vm.disks.flatMap((disk) => diskReasons(disk, source, target));
}

function diskReasons(disk: Disk, source: Host, target: Host): MoveReason[] {
  if (disk.path === null || !source.facts || !target.facts) return [];
  const here = locateDisk(disk.path, source.facts.storage);
  const there = locateDisk(disk.path, target.facts.storage);
  if (here.kind === 'remote') return [];
  const name = `${disk.vdev} (${disk.path})`;
  if (here.kind !== 'storage' || there.kind !== 'storage') {
    const group = volumeGroupOf(disk.path);
    if (here.kind === 'storage' && here.storage.kind === 'volume-group') {
      return [
        blocks(
          'disk-missing',
          `Disk ${name} is in volume group ${group ?? here.storage.name}, which ${target.label} does not have.`,
          `Attach that storage to ${target.label} too, or choose a host that has it.`,
        ),
      ];
    }
    return [unproven(name, source, target)];
  }
  if (here.storage.source === there.storage.source && isShared(here.storage, there.storage)) {
    return [];
  }
  if (disk.readonly) {
    return [
      warns(
        'disk-not-shared',
        `Disk ${name} is read-only and not on storage that both hosts share.`,
        'It may move if both hosts hold the same file; that is compared before the move begins.',
      ),
    ];
  }
  if (here.storage.shared) {
    return [
      blocks(
        'disk-missing',
        `Disk ${name} is on ${here.storage.source}, which ${target.label} does not have there.`,
        `Mount or attach it on ${target.label} too, at the same path.`,
      ),
    ];
  }
  return [
    blocks(
      'disk-not-shared',
      `Disk ${name} is on ${source.label}'s own storage (${here.storage.source}); ${target.label} has ${there.storage.source} there.`,
      'Put the disk on storage that both hosts share (NFS, iSCSI, a clustered volume group), at the same path.',
    ),
  ];
}

type Storage = NonNullable<Host['facts']>['storage'][number];

/**
 * A volume group or device is told by its own identity; a local file system's name proves nothing,
 * and of a shared one mounted elsewhere the same path is another file.
 */
function isShared(here: Storage, there: Storage): boolean {
  if (here.kind !== there.kind) return false;
  if (here.kind !== 'filesystem') return true;
  return here.shared && there.shared && here.name === there.name;
}

function unproven(name: string, source: Host, target: Host): MoveReason {
  return warns(
    'disk-not-shared',
    `Whether disk ${name} is the same on ${source.label} and ${target.label} cannot be told from here.`,
    'Both hosts are looked at before the move begins.',
  );
}
