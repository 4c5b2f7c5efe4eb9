/** Letters as libxl counts them: a, b, … z, aa, ab, … */
function diskNumber(letters: string): number {
  let number = 0;
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 96;
  return number - 1;
}

/**
 * The number in xenstore, and so in the name of its back end, of a disk that the guest's configuration
 * calls `vdev`: `xvda` is 51712. Null: it has none. Source: Xen's vbd-interface(7).
 */
export function vdevNumber(vdev: string): number | null {
  if (/^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(vdev)) return Number(vdev);
  const xen = /^(?:xvd([a-z]{1,4})(\d{0,3})|d(\d{1,6})(?:p(\d{1,3}))?)$/.exec(vdev);
  if (xen) {
    const disk = xen[1] === undefined ? Number(xen[3]) : diskNumber(xen[1]);
    const partition = Number(xen[2] ?? xen[4] ?? 0);
    if (disk < 16 && partition < 16) return (202 << 8) | (disk << 4) | partition;
    return disk < 1 << 20 && partition < 256 ? (1 << 28) | (disk << 8) | partition : null;
  }
  const old = /^(hd|sd)([a-z])(\d{0,2})$/.exec(vdev);
  if (!old) return null;
  const disk = diskNumber(old[2] ?? '');
  const partition = Number(old[3] ?? 0);
  if (old[1] === 'sd') {
    return disk < 16 && partition < 16 ? (8 << 8) | (disk << 4) | partition : null;
  }
  if (disk > 3 || partition > 63) return null;
  return ((disk & 2 ? 22 : 3) << 8) | ((disk & 1) << 6) | partition;
}
