const oneDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const noDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

function number(value: number): string {
  return (value < 100 ? oneDigit : noDigit).format(value);
}

/** 512 MiB, 1.5 GiB, 2 TiB. */
export function formatMemory(mib: number): string {
  if (mib < 1024) return `${noDigit.format(mib)} MiB`;
  if (mib < 1024 * 1024) return `${number(mib / 1024)} GiB`;
  return `${number(mib / 1024 / 1024)} TiB`;
}

/** Used and all in one unit: `24.1 of 64 GiB`. */
export function formatMemoryOf(usedMib: number, totalMib: number): string {
  if (totalMib < 1024) return `${noDigit.format(usedMib)} of ${noDigit.format(totalMib)} MiB`;
  const divisor = totalMib < 1024 * 1024 ? 1024 : 1024 * 1024;
  const unit = divisor === 1024 ? 'GiB' : 'TiB';
  return `${number(usedMib / divisor)} of ${number(totalMib / divisor)} ${unit}`;
}

/** Bytes, in the same units: 800 KiB, 12 MiB, 1.2 GiB. */
export function formatBytes(bytes: number): string {
  if (bytes > 0 && bytes < 1024 * 1024) return `${noDigit.format(Math.ceil(bytes / 1024))} KiB`;
  return formatMemory(bytes / 1024 / 1024);
}
