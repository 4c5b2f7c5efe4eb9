/** Size and free space of a mounted file system, in MiB. */
export interface Space {
  sizeMiB: number;
  freeMiB: number;
}

/**
 * Any number of `df -Pk` tables one after the other → space by mount point. The mount point is
 * the last column and may hold spaces; what stands before it: device, 1024-blocks, used,
 * available, capacity. A device's name may hold spaces too (CIFS), so the columns are found by
 * their form.
 */
export function parseDf(text: string): Map<string, Space> {
  const spaces = new Map<string, Space>();
  for (const line of text.split('\n')) {
    const row = / (\d{1,18}) +\d{1,18} +(\d{1,18}) +(?:\d{1,3}%|-) (\/.*)$/.exec(line);
    if (!row) continue;
    spaces.set(row[3] ?? '', {
      sizeMiB: Math.floor(Number(row[1]) / 1024),
      freeMiB: Math.floor(Number(row[2]) / 1024),
    });
  }
  return spaces;
}
