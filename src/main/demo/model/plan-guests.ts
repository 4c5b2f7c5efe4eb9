import type { CastMember } from './guest-cast.ts';
import { guestCast } from './guest-cast.ts';
import type { GuestConfig, GuestDisk, GuestNic } from './guest-config.ts';
import { overheadMiB } from './guest-config.ts';
import type { GuestRole } from './guest-roles.ts';
import { guestRoles } from './guest-roles.ts';
import { hostRows } from './plan-hosts.ts';
import type { SeededRandom } from './seeded-random.ts';
import { seededRandom, seededUuid } from './seeded-random.ts';
import type { GuestPlan, HostPlan } from './site-plan.ts';

/** A guest before its CPU demand is known. */
export type PlacedGuest = Omit<GuestPlan, 'load'> & { readonly demand: number };

/** How much of a host's memory the guests of a new site may take. */
const fill = 0.8;

/** Of a small site's guests, the part that lives on the first hosts, which differ. */
const onFirstRow = 5 / 8;

/** Keeps count of memory while guests are given to hosts. */
class Placement {
  private readonly free: Float64Array;

  constructor(hosts: readonly HostPlan[]) {
    this.free = Float64Array.from(
      hosts,
      (host) => host.kind.memoryMiB * fill - host.dom0.memoryMiB,
    );
  }

  fits(host: HostPlan, type: GuestConfig['type'], memoryMiB: number): boolean {
    const runs = type === 'pv' || host.kind.assist !== 'none';
    return runs && (this.free[host.index] ?? 0) >= memoryMiB;
  }

  take(host: HostPlan, memoryMiB: number): void {
    this.free[host.index] = (this.free[host.index] ?? 0) - memoryMiB;
  }

  /** Any of these with room, tried at random first; null when they are full. */
  find(
    hosts: readonly HostPlan[],
    random: SeededRandom,
    type: GuestConfig['type'],
    memoryMiB: number,
  ): HostPlan | null {
    for (let attempt = 0; attempt < 8; attempt++) {
      const host = hosts[random.between(0, hosts.length - 1)];
      if (host && this.fits(host, type, memoryMiB)) return host;
    }
    return hosts.find((host) => this.fits(host, type, memoryMiB)) ?? null;
  }
}

function roleNamed(name: string): GuestRole {
  return guestRoles.find((role) => role.name === name) ?? guestRoles[0];
}

function mac(random: SeededRandom): string {
  return ['00', '16', '3e', random.hex(2), random.hex(2), random.hex(2)].join(':');
}

/** Name without what a file name or a volume name should not hold. */
export function fileNameOf(guestName: string): string {
  return guestName.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^-+|-+$/g, '') || 'guest';
}

function diskOf(name: string, type: GuestConfig['type'], storage: GuestRole['storage']): GuestDisk {
  const file = fileNameOf(name);
  const target = {
    nfs: `/srv/xen/${file}/disk.img`,
    san: `/dev/vg_san/${file}`,
    local: `/dev/vg_local/${file}`,
  }[storage];
  const vdev = type === 'hvm' ? 'hda' : 'xvda';
  return { target, format: 'raw', vdev, readonly: false, cdrom: false };
}

function bootOf(type: GuestConfig['type']): Pick<GuestConfig, 'kernel' | 'ramdisk' | 'cmdline'> {
  if (type === 'hvm') return { kernel: null, ramdisk: null, cmdline: null };
  if (type === 'pv') {
    return { kernel: '/usr/lib/grub-xen/grub-x86_64-xen.bin', ramdisk: null, cmdline: null };
  }
  return {
    kernel: '/srv/xen/boot/vmlinuz-6.1.0-56-amd64',
    ramdisk: '/srv/xen/boot/initrd.img-6.1.0-56-amd64',
    cmdline: 'root=/dev/xvda1 ro console=hvc0',
  };
}

function drives(os: GuestPlan['os'], disk: GuestDisk): GuestDisk[] {
  const drive: GuestDisk = {
    target: null,
    format: 'raw',
    vdev: 'hdc',
    readonly: true,
    cdrom: true,
  };
  return os === 'windows' ? [disk, drive] : [disk];
}

function configOf(
  name: string,
  role: GuestRole,
  type: GuestConfig['type'],
  os: GuestPlan['os'],
  random: SeededRandom,
  special: Partial<CastMember>,
): GuestConfig {
  const memoryMiB = random.pick(role.memoryMiB);
  const vcpus = random.pick(role.vcpus);
  const nic: GuestNic = {
    mac: mac(random),
    bridge: special.bridge ?? role.bridge,
    model: type === 'hvm' ? 'e1000' : null,
  };
  return {
    name,
    uuid: seededUuid(random),
    type,
    memoryMiB,
    maxMemoryMiB: memoryMiB,
    vcpus,
    maxVcpus: vcpus,
    weight: role.name === 'db' ? 512 : 256,
    cap: role.name === 'ci' ? 400 : 0,
    pool: null,
    ...bootOf(type),
    bootloader: null,
    disks: drives(os, {
      ...diskOf(name, type, special.storage ?? role.storage),
      format: special.format ?? 'raw',
    }),
    nics: [nic],
    pci: special.pci ?? [],
    noMigrate: special.noMigrate ?? false,
    nestedHvm: false,
    viridian: os === 'windows',
  };
}

/**
 * The cast first, then guests of drawn roles until there are `vms` of them. On hosts of one kind
 * live only guests that can move live.
 */
export function planGuests(hosts: readonly HostPlan[], vms: number, seed: number): PlacedGuest[] {
  const placement = new Placement(hosts);
  const [firstRow = [], roomyRow] = hostRows(hosts);
  const inFirstRow = roomyRow ? Math.round(vms * onFirstRow) : vms;
  const counts = new Map<string, number>();
  const cast = guestCast.slice(0, inFirstRow);
  const taken = new Set(cast.map((member) => member.name));
  const guests: PlacedGuest[] = [];

  const add = (
    name: string,
    role: GuestRole,
    wanted: GuestConfig['type'],
    special: Partial<CastMember>,
    random: SeededRandom,
    row: readonly HostPlan[],
  ) => {
    const home = special.host === undefined ? undefined : hosts[special.host];
    const os = special.os ?? (special.name === undefined ? role.os : 'linux');
    const config = configOf(name, role, wanted, os, random, special);
    const needed = config.memoryMiB + overheadMiB(config);
    const host =
      home && placement.fits(home, wanted, needed)
        ? home
        : placement.find(row, random, wanted, needed);
    // A site too small for its guests keeps the rest switched off.
    const state = host === null ? 'halted' : (special.state ?? 'running');
    const where = host ?? home ?? row[guests.length % row.length];
    if (!where) return;
    if (state !== 'halted') placement.take(where, needed);
    guests.push({
      config,
      os,
      host: where.index,
      state,
      autostart: state === 'running' && random.next() < 0.85,
      notes: special.notes ?? [],
      quirk: special.quirk ?? null,
      diskGiB: random.pick(role.diskGiB),
      upSeconds: random.between(600, Math.max(600, where.upSeconds)),
      demand: state === 'running' ? role.demand * (0.4 + 1.2 * random.next()) : 0,
    });
  };

  for (const member of cast) {
    const random = seededRandom(seed, `guest ${member.name}`);
    add(member.name, roleNamed(member.role), member.type, member, random, firstRow);
  }
  for (let index = cast.length; index < vms; index++) {
    const random = seededRandom(seed, `guest ${index}`);
    const role = random.pick(guestRoles);
    let name: string;
    do {
      const count = (counts.get(role.name) ?? 0) + 1;
      counts.set(role.name, count);
      name = `${role.name}-${String(count).padStart(vms > 1000 ? 4 : 2, '0')}`;
    } while (taken.has(name));
    const isRoomy = roomyRow !== undefined && index >= inFirstRow;
    const drawn = random.pick(role.types);
    const type = isRoomy && drawn === 'pv' ? 'pvh' : drawn;
    add(name, role, type, {}, random, isRoomy ? roomyRow : firstRow);
  }
  return guests;
}
