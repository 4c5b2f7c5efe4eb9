/** A volume group of LVM; sizes in MiB. */
export interface VolumeGroup {
  name: string;
  uuid: string;
  sizeMiB: number;
  freeMiB: number;
}

/** `vgs --noheadings --nosuffix --units b --separator / -o vg_name,vg_uuid,vg_size,vg_free`. */
export function parseVgs(text: string): VolumeGroup[] {
  const groups: VolumeGroup[] = [];
  for (const line of text.split('\n')) {
    const [name = '', uuid = '', size = '', free = ''] = line.trim().split('/', 5);
    if (name === '' || !/^\d{1,18}$/.test(size) || !/^\d{1,18}$/.test(free)) continue;
    const mebibytes = (bytes: string) => Math.floor(Number(bytes) / 1_048_576);
    groups.push({ name, uuid, sizeMiB: mebibytes(size), freeMiB: mebibytes(free) });
  }
  return groups;
}
