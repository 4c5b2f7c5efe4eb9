import type { WorldHost } from '../host/demo-world.ts';
import { localVolumes, lvmUuid } from '../host/pod-storage.ts';
import { seededRandom } from '../model/seeded-random.ts';

/** Texts of dom0's own tools, beside xl's. */

const dfHead = 'Filesystem 1024-blocks Used Available Capacity Mounted on\n';
const bytesPerMiB = 1_048_576;
const sectorsPerMiB = 2048;

function dfRow(source: string, sizeMiB: number, usedMiB: number, target: string): string {
  const [size, used] = [sizeMiB * 1024, usedMiB * 1024];
  const percent = Math.ceil((used / size) * 100);
  return `${source} ${size} ${used} ${size - used} ${percent}% ${target}\n`;
}

/** `df -Pk /` */
export function dfLocal(): string {
  return dfHead + dfRow('/dev/sda2', 48 * 1024, 7421, '/');
}

/** `df -Pk /srv/xen` */
export function dfNfs({ pod }: WorldHost): string {
  return dfHead + dfRow(pod.nfs.source, pod.nfs.sizeMiB, pod.nfs.usedMiB, '/srv/xen');
}

/** `ip -o addr` */
export function ipAddr({ sim }: WorldHost): string {
  const forever = '\\       valid_lft forever preferred_lft forever\n';
  const subnet = sim.plan.address.replace(/\d+$/, '255');
  const local = seededRandom(sim.plan.index, 'mac').hex(12).match(/.{4}/g)?.join(':') ?? '';
  return [
    `1: lo    inet 127.0.0.1/8 scope host lo${forever}`,
    `1: lo    inet6 ::1/128 scope host ${forever}`,
    `4: xenbr0    inet ${sim.plan.address}/24 brd ${subnet} scope global xenbr0${forever}`,
    `4: xenbr0    inet6 fe80::${local}/64 scope link ${forever}`,
  ].join('');
}

/** `vgs --noheadings --nosuffix --units b --separator / -o vg_name,vg_uuid,vg_size,vg_free` */
export function vgs(host: WorldHost, seed: number): string {
  const { pod, sim, guests } = host;
  const own = localVolumes(guests);
  const row = (name: string, uuid: string, sizeMiB: number, usedMiB: number) =>
    `  ${name}/${uuid}/${sizeMiB * bytesPerMiB}/${(sizeMiB - usedMiB) * bytesPerMiB}\n`;
  return (
    row('vg_local', lvmUuid(seed, `local ${sim.plan.index}`), own.sizeMiB, own.usedMiB) +
    row('vg_san', pod.san.uuid, pod.san.sizeMiB, pod.san.usedMiB)
  );
}

function ownDisk({ sim }: WorldHost): string {
  return `wwn-0x5000c500${seededRandom(sim.plan.index, 'disk').hex(8)}`;
}

/** `ls -l /dev/disk/by-id` */
export function diskIds(host: WorldHost): string {
  const row = (name: string, device: string) =>
    `lrwxrwxrwx 1 root root ${String(device.length + 6).padStart(2)} Nov  4 06:25 ${name} -> ../../${device}\n`;
  return [
    'total 0\n',
    row(ownDisk(host), 'sda'),
    row(`${ownDisk(host)}-part1`, 'sda1'),
    row(`${ownDisk(host)}-part2`, 'sda2'),
    row(`wwn-${host.pod.wwn}`, 'sdb'),
  ].join('');
}

/** Lines of `<device> <512-byte sectors>`, as in /sys/class/block. */
export function diskSizes({ pod }: WorldHost): string {
  return [
    ['sda', 960 * 1024 + 50 * 1024],
    ['sda1', 1024],
    ['sda2', 48 * 1024],
    ['sdb', pod.san.sizeMiB],
  ]
    .map(([device, sizeMiB]) => `${device} ${Number(sizeMiB) * sectorsPerMiB}\n`)
    .join('');
}
