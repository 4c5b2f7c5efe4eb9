import { fileNameOf } from '../model/plan-guests.ts';
import { seededRandom } from '../model/seeded-random.ts';
import type { GuestPlan, SitePlan } from '../model/site-plan.ts';
import type { FileEntry } from './virtual-files.ts';
import { VirtualFiles } from './virtual-files.ts';

/** What the hosts of one rack share: an NFS export and a volume group on a SAN. */
export interface PodStorage {
  readonly nfs: { readonly source: string; readonly sizeMiB: number; readonly usedMiB: number };
  readonly san: { readonly uuid: string; readonly sizeMiB: number; readonly usedMiB: number };
  /** World wide name of the SAN's disk. */
  readonly wwn: string;
  /** /srv/xen and /dev/vg_san, as every host of the rack sees them. */
  readonly files: VirtualFiles;
}

const TiB = 1024 * 1024;

function disksOf(guests: readonly GuestPlan[], root: string): [string, number][] {
  return guests.flatMap((guest) =>
    guest.config.disks.flatMap(({ target }): [string, number][] =>
      target?.startsWith(root) ? [[target, guest.diskGiB * 1024]] : [],
    ),
  );
}

/** An LVM UUID: 32 letters and digits in groups. */
export function lvmUuid(seed: number, label: string): string {
  const hex = seededRandom(seed, `lvm ${label}`).hex(32);
  return [6, 4, 4, 4, 4, 4, 6]
    .map((length, at, all) => {
      const start = all.slice(0, at).reduce((sum, width) => sum + width, 0);
      return hex.slice(start, start + length);
    })
    .join('-');
}

export function createPodStorage(
  plan: SitePlan,
  pod: number,
  guests: readonly GuestPlan[],
): PodStorage {
  const nfsDisks = disksOf(guests, '/srv/xen/');
  const sanDisks = disksOf(guests, '/dev/vg_san/');
  const sum = (disks: readonly [string, number][]) =>
    disks.reduce((all, [, size]) => all + size, 0);
  const sizeFor = (usedMiB: number) => Math.ceil((usedMiB * 1.6) / TiB + 1) * TiB;
  const files = new VirtualFiles(function* (): Generator<readonly [string, FileEntry]> {
    for (const [path, sizeMiB] of nfsDisks) yield [path, { kind: 'disk', block: false, sizeMiB }];
    for (const [path, sizeMiB] of sanDisks) yield [path, { kind: 'disk', block: true, sizeMiB }];
    for (const file of ['vmlinuz-6.1.0-56-amd64', 'initrd.img-6.1.0-56-amd64']) {
      yield [`/srv/xen/boot/${file}`, { kind: 'disk', block: false, sizeMiB: 24 }];
    }
  });
  return {
    // Thin images: about half of them is in use.
    nfs: {
      source: `10.20.${pod}.5:/export/xen`,
      sizeMiB: sizeFor(sum(nfsDisks)),
      usedMiB: Math.round(sum(nfsDisks) * 0.55),
    },
    san: {
      uuid: lvmUuid(plan.seed, `pod ${pod}`),
      sizeMiB: sizeFor(sum(sanDisks)),
      usedMiB: sum(sanDisks),
    },
    wwn: `0x6000d31${seededRandom(plan.seed, `wwn ${pod}`).hex(25)}`,
    files,
  };
}

/** Size of the volume group that only this host has, and what its guests take of it. */
export function localVolumes(guests: readonly GuestPlan[]): { sizeMiB: number; usedMiB: number } {
  const usedMiB = disksOf(guests, '/dev/vg_local/').reduce((all, [, size]) => all + size, 0);
  return { sizeMiB: 960 * 1024, usedMiB };
}

/** Volumes in /dev/vg_local. */
export function localDisks(guests: readonly GuestPlan[]): [string, FileEntry][] {
  return disksOf(guests, '/dev/vg_local/').map(([path, sizeMiB]) => [
    path,
    { kind: 'disk', block: true, sizeMiB },
  ]);
}

/** Where a guest's configuration lies. */
export function configPathOf(guest: GuestPlan): string {
  return `/etc/xen/${fileNameOf(guest.config.name)}.cfg`;
}
