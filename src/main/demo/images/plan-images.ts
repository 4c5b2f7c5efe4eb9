import { createHash } from 'node:crypto';
import type { Client } from '../../../shared/images/client.ts';
import type { Channel, Manifest, Role } from '../../../shared/images/image.ts';
import { seededRandom } from '../model/seeded-random.ts';
import type { GuestPlan, HostPlan } from '../model/site-plan.ts';
import { bootFileText } from './boot-file-text.ts';
import type { ClientQuirk } from './demo-clients.ts';

/** What the demo's image server holds when it starts. */
export interface ImagePlan {
  roles: Role[];
  images: {
    manifest: Manifest;
    packages: string;
    isBroken: boolean;
    /** What its boot files are made of. */
    bootOf: string;
  }[];
  channels: Channel[];
  clients: { client: Client; quirk: ClientQuirk }[];
}

interface RoleKind {
  name: string;
  title: string;
  health: string;
  share: number;
  rootMiB: number;
  programs: readonly string[];
}

const kinds: readonly RoleKind[] = [
  {
    name: 'web',
    title: 'Web servers',
    health: 'systemctl is-active --quiet nginx',
    share: 0.5,
    rootMiB: 212,
    programs: ['nginx-light', 'libnginx-mod-http-echo', 'certbot'],
  },
  {
    name: 'worker',
    title: 'Queue workers',
    health: 'systemctl is-active --quiet worker',
    share: 0.35,
    rootMiB: 268,
    programs: ['python3', 'python3-redis', 'python3-psycopg2', 'libpq5'],
  },
  {
    name: 'kiosk',
    title: 'Kiosks at the counters',
    health: 'pgrep -x firefox-esr',
    share: 0.15,
    rootMiB: 690,
    programs: ['firefox-esr', 'xserver-xorg-core', 'openbox', 'fonts-dejavu-core'],
  },
];

/** What the hosts of a rack boot from. */
const dom0Kind: RoleKind = {
  name: 'dom0',
  title: 'Xen hosts',
  health: 'xl info >/dev/null',
  share: 0,
  rootMiB: 320,
  programs: [
    'xen-hypervisor-4.17-amd64',
    'xen-utils-4.17',
    'xenstore-utils',
    'lvm2',
    'bridge-utils',
  ],
};

const base = [
  ...['apt', 'base-files', 'bash', 'busybox', 'ca-certificates', 'coreutils', 'cron', 'dash'],
  ...['dbus', 'debconf', 'dpkg', 'e2fsprogs', 'findutils', 'gpgv', 'grep', 'gzip', 'hostname'],
  ...['init-system-helpers', 'iproute2', 'kmod', 'libc6', 'libpam-modules', 'libssl3', 'live-boot'],
  ...['login', 'mount', 'nfs-common', 'openssh-server', 'passwd', 'procps', 'rsyslog', 'sed'],
  ...['sudo', 'systemd', 'tar', 'tzdata', 'udev', 'util-linux', 'zlib1g'],
];
const kernels = ['6.1.0-28-amd64', '6.1.0-31-amd64', '6.1.0-31-amd64', '6.1.0-32-amd64'] as const;
const versions = kernels.length;

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Made up from a seed and the number of clients; `now`: seconds since the epoch. Pure. */
export function planImages(size: {
  seed: number;
  clients: number;
  now: number;
  /** Guests of the site that boot from an image. */
  guests: readonly GuestPlan[];
  /** Hosts of the site that do. */
  hosts: readonly HostPlan[];
}): ImagePlan {
  const plan: ImagePlan = { roles: [], images: [], channels: [], clients: [] };
  let made = 0;
  kinds.forEach((kind, index) => {
    const digests = planRole(plan, size, kind);
    const role = kind.name;
    const isLast = index === kinds.length - 1;
    const count = isLast ? size.clients - made : Math.round(size.clients * kind.share);
    const guests = role === 'web' ? size.guests.slice(0, count) : [];
    const names = new Set(guests.map(({ config }) => config.name));
    let number = 0;
    for (let n = 0; n < count; n++) {
      const nextId = () => `${role}-${String(++number).padStart(String(count).length, '0')}`;
      let id = guests[n]?.config.name ?? nextId();
      while (n >= guests.length && names.has(id)) id = nextId();
      plan.clients.push(
        planClient(size.seed, kind, { id, n, of: count, guest: guests[n] }, digests),
      );
    }
    made += count;
  });
  if (size.hosts.length > 0) {
    const digests = planRole(plan, size, dom0Kind);
    size.hosts.forEach(({ name }, n) => {
      const of = { id: name, n, of: size.hosts.length, guest: undefined };
      const planned = planClient(size.seed, dom0Kind, of, digests);
      const place = { kind: 'xen-host', label: name } as const;
      plan.clients.push({
        quirk: 'none',
        client: { ...planned.client, place, group: n === 0 ? 'canary' : 'rack-b' },
      });
    });
  }
  return plan;
}

/** A role with its versions and channels; gives the digests, the oldest first. */
function planRole(
  plan: ImagePlan,
  size: { seed: number; now: number },
  kind: RoleKind,
): readonly string[] {
  const role = kind.name;
  plan.roles.push({
    generation: 1,
    name: role,
    title: kind.title,
    healthCommand: kind.health,
    lastRollout: null,
  });
  const digests = kernels.map((kernel, version) => {
    const packages = packagesOf(size.seed, kind, version);
    const boot = (name: 'vmlinuz' | 'initrd.img') => {
      const text = bootFileText(`${size.seed}/${role}/${version}`, name);
      return { bytes: text.length, sha256: sha(text) };
    };
    const files = {
      'initrd.img': boot('initrd.img'),
      'rootfs.squashfs': {
        bytes: kind.rootMiB * 1_048_576 + version * 77_824,
        sha256: sha(`${size.seed}/${role}/${version}/rootfs.squashfs`),
      },
      vmlinuz: boot('vmlinuz'),
    };
    const digest = sha(
      Object.entries(files)
        .map(([name, { sha256 }]) => `${sha256}  ${name}\n`)
        .join(''),
    );
    plan.images.push({
      packages,
      bootOf: `${size.seed}/${role}/${version}`,
      // The newest kiosk does not come up: what a rollout is for.
      isBroken: role === 'kiosk' && version === versions - 1,
      manifest: {
        role,
        digest,
        files,
        importedAt: size.now - (versions - version) * 9 * 86_400,
        importedBy: 'anna@ops-1',
        origin: `recipe ${role}, build ${20 + version}`,
        kernel,
        packages: packages.split('\n').length - 1,
      },
    });
    return digest;
  });
  const channel = (name: string, version: number) =>
    plan.channels.push({ generation: version + 1, role, name, digest: digests[version] ?? '' });
  channel('stable', versions - 2);
  channel('testing', versions - 1);
  return digests;
}

/** One in ten has something of its own. */
function quirkOf(draw: number): ClientQuirk {
  const quirks: [until: number, ClientQuirk][] = [
    [0.02, 'off'],
    [0.05, 'slow'],
    [0.065, 'driveless'],
    [0.08, 'behind'],
    [0.09, 'clock'],
  ];
  return quirks.find(([until]) => draw < until)?.[1] ?? 'none';
}

function planClient(
  seed: number,
  { name: role }: RoleKind,
  { id, n, of, guest }: { id: string; n: number; of: number; guest: GuestPlan | undefined },
  digests: readonly string[],
): ImagePlan['clients'][number] {
  const random = seededRandom(seed, `client ${id}`);
  const group = n < Math.max(1, Math.round(of * 0.02)) ? 'canary' : n % 2 === 0 ? 'east' : 'west';
  const draw = random.next();
  const mac = ['00', '16', '3e', random.hex(2), random.hex(2), random.hex(2)].join(':');
  return {
    quirk: guest || group === 'canary' ? 'none' : quirkOf(draw),
    client: {
      generation: 1,
      id,
      hostname: id,
      macs: guest ? guest.config.nics.map((nic) => nic.mac) : [mac],
      role,
      follows: { kind: 'channel', channel: group === 'canary' ? 'testing' : 'stable' },
      group,
      place: guest?.config.uuid
        ? { kind: 'xen-vm', uuid: guest.config.uuid }
        : { kind: 'bare-metal' },
      stateDrive: { kind: 'nfs', folder: `state/${id}` },
      machineId: random.hex(32),
      desired: digests[versions - 2] ?? null,
      previous: digests[versions - 3] ?? null,
      rejected: [],
    },
  };
}

function packagesOf(seed: number, kind: RoleKind, version: number): string {
  const names = [...base, ...kind.programs, ...(version > 1 ? ['needrestart'] : [])].toSorted();
  return names
    .map((name) => {
      const random = seededRandom(seed, `package ${name}`);
      const major = `${random.between(0, 9)}.${random.between(0, 40)}`;
      const since = random.between(0, versions * 3);
      return `${name}\t${major}-${random.between(1, 6)}+deb12u${since < version ? version : 0}\n`;
    })
    .join('');
}
