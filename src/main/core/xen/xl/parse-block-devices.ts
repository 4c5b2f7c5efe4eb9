/** A disk or partition that has a name by which another host would know it again. */
export interface BlockDevice {
  /** e.g. /dev/sdb1 */
  path: string;
  /** The worldwide name behind it, e.g. wwn-0x5000…-part1. */
  id: string;
  sizeMiB: number;
}

/** Names of hardware that is the same wherever it is seen, the surest kind first. */
const worldwide = ['dm-uuid-mpath-', 'wwn-', 'nvme-eui.', 'nvme-uuid.', 'virtio-', 'scsi-3'];
const sectorsPerMiB = 2048;

/**
 * `ls -l /dev/disk/by-id` and lines of `<device> <512-byte sectors>` (from /sys/class/block).
 * Of several names for one device the surest is kept.
 */
export function parseBlockDevices(links: string, sizes: string): BlockDevice[] {
  const sectors = new Map<string, number>();
  for (const line of sizes.split('\n')) {
    const [device = '', count = ''] = line.split(' ', 3);
    if (device !== '' && /^\d{1,15}$/.test(count)) sectors.set(device, Number(count));
  }
  const ids = new Map<string, string>();
  for (const kind of worldwide) {
    for (const line of links.split('\n')) {
      const [name = '', target = ''] = (line.split(' ').slice(-3).join(' ') ?? '').split(' -> ');
      const device = target.startsWith('../../') ? target.slice('../../'.length) : '';
      if (device !== '' && name.startsWith(kind) && !ids.has(device)) ids.set(device, name);
    }
  }
  return [...ids].map(([device, id]) => ({
    path: `/dev/${device}`,
    id,
    sizeMiB: Math.floor((sectors.get(device) ?? 0) / sectorsPerMiB),
  }));
}
