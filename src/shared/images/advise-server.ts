import { z } from 'zod';
import type { ServerFacts, ServerTool } from './server-facts.ts';

const fixIds = [
  'tools',
  'layout',
  'address',
  'squashfs',
  'zstd',
  'mmdebstrap',
  'nfs-server',
  'exports',
  'http-server',
  'dnsmasq',
] as const;

/** Something that an image server lacks, and how to mend it. */
export const serverLackSchema = z.object({
  id: z.enum(fixIds),
  /** `needed`: nothing works without it. `useful`: something does not. */
  weight: z.enum(['needed', 'useful']),
  /** What is missing, and what does not work without it. */
  what: z.string(),
  /** Exactly what is run on request, one command each; null: nobody but its admin can mend it. */
  commands: z.array(z.array(z.string()).min(1)).nullable(),
});
export type ServerLack = z.infer<typeof serverLackSchema>;

const debianPackages: Partial<Record<ServerTool, string>> = {
  flock: 'util-linux',
  sha256sum: 'coreutils',
  gzip: 'gzip',
  zstd: 'zstd',
  mksquashfs: 'squashfs-tools',
  unsquashfs: 'squashfs-tools',
  mmdebstrap: 'mmdebstrap',
  exportfs: 'nfs-kernel-server',
  dnsmasq: 'dnsmasq',
  nginx: 'nginx-light',
};
const { mmdebstrap: _debianOnly, ...everywhere } = debianPackages;
const redHatPackages: Partial<Record<ServerTool, string>> = {
  ...everywhere,
  exportfs: 'nfs-utils',
  nginx: 'nginx',
};

/** The commands that install what gives these programs; null where the system is none we know. */
function install(facts: ServerFacts, tools: readonly ServerTool[]): string[][] | null {
  const isDebian = facts.system.includes('debian') || facts.system.includes('ubuntu');
  const isRedHat = facts.system.some((id) => ['rhel', 'fedora', 'centos'].includes(id));
  const names = isDebian ? debianPackages : redHatPackages;
  const packages = [...new Set(tools.flatMap((tool) => names[tool] ?? []))];
  if (packages.length === 0 || !(isDebian || isRedHat)) return null;
  if (isRedHat) return [['dnf', 'install', '-y', ...packages]];
  const aptGet = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  return [
    ['apt-get', 'update'],
    [...aptGet, 'install', '--yes', '--no-install-recommends', ...packages],
  ];
}

const folders = ['audit', 'boot', 'channels', 'clients', 'images', 'leases', 'orders', 'reports'];

/** Lays out a new image server; what is there stays. */
export function setUpCommands(root: string): string[][] {
  const all = [...folders, 'rollouts', 'state', 'tmp'].map((name) => `${root}/${name}`);
  return [
    ['mkdir', '-p', ...all],
    ['sh', '-c', 'test -e "$1/FORMAT" || echo 1 >"$1/FORMAT"', 'stateroom-layout', root],
  ];
}

/** Shell programs of ours are shown and run as they are; words go in as positional parameters. */
const makeExports = `mkdir -p /etc/exports.d
for each in images clients orders state reports; do mkdir -p "$1/$each"; done
{
  for each in images clients orders
  do printf '"%s" *(ro,no_subtree_check,no_root_squash)\\n' "$1/$each"
  done
  for each in state reports
  do printf '"%s" *(rw,sync,no_subtree_check,no_root_squash)\\n' "$1/$each"
  done
} >/etc/exports.d/stateroom.exports
exportfs -ra`;

const makeSettings = `test -e "$1/server.json" ||
  printf '{"generation":1,"address":"%s","httpPort":80}\\n' "$2" >"$1/server.json"`;

/**
 * Side by side, and the root itself not: of a read-only export of a folder above, on the same file
 * system, whoever mounts the one below gets a read-only one. An NFSv4 client mounts the root anyway.
 */
const exported = ['images', 'clients', 'orders', 'state', 'reports'];

const httpServers: readonly ServerTool[] = ['nginx', 'apache2', 'lighttpd'];

/** What a machine lacks to be an image server. `root`: where its images are to lie. Pure. */
export function adviseServer(facts: ServerFacts, root: string): ServerLack[] {
  const lacks: ServerLack[] = [];
  const has = (tool: ServerTool) => facts.tools.includes(tool);
  const missing = (['flock', 'sha256sum'] as const).filter((tool) => !has(tool));
  if (missing.length > 0) {
    lacks.push({
      id: 'tools',
      weight: 'needed',
      what: `${missing.join(' and ')} is missing: without it nothing is written safely.`,
      commands: install(facts, missing),
    });
  }
  if (facts.layout === 'none') {
    lacks.push({
      id: 'layout',
      weight: 'needed',
      what: `${root} holds no images yet: its folders have to be made.`,
      commands: setUpCommands(root),
    });
  }
  if (facts.layout === 'ours' && !facts.hasSettings) {
    const [only, ...more] = facts.addresses;
    const which = `${root}/server.json does not say by which address clients reach it`;
    const many = `it has ${facts.addresses.join(', ')}`;
    lacks.push({
      id: 'address',
      weight: 'needed',
      what:
        only !== undefined && more.length === 0
          ? `${which}; its only one is ${only}.`
          : `${which}${more.length > 0 ? `, and ${many}` : ''}. Put there: {"generation":1,"address":"ADDRESS","httpPort":80}`,
      commands:
        only !== undefined && more.length === 0
          ? [['sh', '-c', makeSettings, 'stateroom-address', root, only]]
          : null,
    });
  }
  if (!has('exportfs') || !facts.nfsRuns) {
    lacks.push({
      id: 'nfs-server',
      weight: 'needed',
      what: 'It serves no NFS: clients have neither a root nor a writable drive.',
      commands: has('exportfs')
        ? [['systemctl', 'enable', '--now', 'nfs-server']]
        : install(facts, ['exportfs']),
    });
  } else if (!exportsAll(facts, root)) {
    lacks.push({
      id: 'exports',
      weight: 'needed',
      what: `Not all of ${exported.join(', ')} in ${root} are exported to the clients.`,
      commands: [['sh', '-c', makeExports, 'stateroom-exports', root]],
    });
  }
  if (!has('mksquashfs') || !has('unsquashfs')) {
    lacks.push({
      id: 'squashfs',
      weight: 'useful',
      what: 'squashfs-tools are missing: no image is built here, and no packages are listed.',
      commands: install(facts, ['mksquashfs', 'unsquashfs']),
    });
  }
  if (!has('zstd')) {
    lacks.push({
      id: 'zstd',
      weight: 'useful',
      what: 'zstd is missing: versions that nobody runs cannot be kept as small patches.',
      commands: install(facts, ['zstd']),
    });
  }
  if (!has('mmdebstrap')) {
    lacks.push({
      id: 'mmdebstrap',
      weight: 'useful',
      what: 'mmdebstrap is missing: images of Debian can be imported, but not built here.',
      commands: install(facts, ['mmdebstrap']),
    });
  }
  if (!httpServers.some(has)) {
    lacks.push({
      id: 'http-server',
      weight: 'useful',
      what: 'No HTTP server: bare-metal machines cannot load their kernel by iPXE.',
      commands: install(facts, ['nginx']),
    });
  }
  if (!has('dnsmasq')) {
    lacks.push({
      id: 'dnsmasq',
      weight: 'useful',
      what: 'dnsmasq is missing: bare-metal machines need another DHCP and TFTP server to begin with.',
      commands: install(facts, ['dnsmasq']),
    });
  }
  return lacks;
}

function exportsAll({ exports }: ServerFacts, root: string): boolean {
  return exported.every((name) =>
    exports.some((path) => `${root}/${name}/`.startsWith(path.endsWith('/') ? path : `${path}/`)),
  );
}
