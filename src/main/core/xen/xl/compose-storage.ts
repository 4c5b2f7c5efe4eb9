import { type AppError, appError } from '../../../../shared/app-error.ts';
import type { HostFacts } from '../../../../shared/model/host.ts';
import type { BlockDevice } from './parse-block-devices.ts';
import type { Space } from './parse-df.ts';
import type { Mount } from './parse-mounts.ts';
import type { VolumeGroup } from './parse-vgs.ts';

const local = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'zfs', 'jfs', 'f2fs', 'bcachefs']);
const cluster = new Set(['ocfs2', 'gfs2']);
const network = new Set(['nfs', 'nfs4', 'cifs', 'smb3', 'ceph', 'lustre', 'glusterfs']);
const networkFuse = new Set(['fuse.glusterfs', 'fuse.ceph', 'fuse.sshfs']);
/** Beyond this the list helps nobody, and every console would carry it. */
const mostBlockDevices = 200;

type Storage = HostFacts['storage'][number];

/**
 * A server's export and a LUN are the same on every host that sees them; a local device is not,
 * though /dev/sda1 is called so everywhere. So the host's name goes before those.
 */
function sourceOf(mount: Mount, hostname: string, devices: readonly BlockDevice[]): string {
  if (network.has(mount.type) || networkFuse.has(mount.type)) return mount.source;
  const device = devices.find(({ path }) => path === mount.source);
  if (cluster.has(mount.type) && device) return device.id;
  return `${hostname}:${mount.source}`;
}

/**
 * What of a host can hold disks: file systems (each once, by its shortest mount point), volume
 * groups, and disks with a worldwide name.
 */
export function composeStorage(input: {
  hostname: string;
  mounts: readonly Mount[];
  spaces: ReadonlyMap<string, Space>;
  groups: readonly VolumeGroup[];
  devices: readonly BlockDevice[];
}): { storage: Storage[]; problems: AppError[] } {
  const problems: AppError[] = [];
  const filesystems = new Map<string, Storage>();
  const byLength = input.mounts.toSorted((a, b) => a.target.length - b.target.length);
  for (const mount of byLength) {
    const { type, target } = mount;
    const shared = network.has(type) || networkFuse.has(type) || cluster.has(type);
    if (!shared && !local.has(type)) continue;
    if (target === '/boot' || target.startsWith('/boot/')) continue;
    const source = sourceOf(mount, input.hostname, input.devices);
    if (filesystems.has(source)) continue;
    const space = input.spaces.get(target);
    if (!space) {
      problems.push(
        appError('command-failed', `The storage at ${target} does not answer.`, {
          hint: `Look at ${mount.source}: VMs with disks there stand still.`,
          retryable: true,
        }),
      );
    }
    const { sizeMiB, freeMiB } = space ?? { sizeMiB: 0, freeMiB: 0 };
    filesystems.set(source, {
      kind: 'filesystem',
      name: target,
      source,
      type,
      shared,
      sizeMiB,
      freeMiB,
    });
  }
  const groups = input.groups.map(
    ({ name, uuid, sizeMiB, freeMiB }): Storage => ({
      kind: 'volume-group',
      name,
      source: uuid,
      type: 'lvm',
      shared: false,
      sizeMiB,
      freeMiB,
    }),
  );
  const blocks = input.devices.slice(0, mostBlockDevices).map(
    ({ path, id, sizeMiB }): Storage => ({
      kind: 'block',
      name: path,
      source: id,
      type: 'disk',
      shared: false,
      sizeMiB,
      freeMiB: 0,
    }),
  );
  return { storage: [...filesystems.values(), ...groups, ...blocks], problems };
}
