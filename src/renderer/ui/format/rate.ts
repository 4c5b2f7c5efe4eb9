const oneDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const noDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const units = ['B/s', 'KiB/s', 'MiB/s', 'GiB/s', 'TiB/s'] as const;

/** Bytes a second: 512 B/s, 1.5 KiB/s, 118 MiB/s, in steps of 1024 as sizes are. */
export function formatRate(bytesPerSecond: number): string {
  let [value, power] = [bytesPerSecond, 0];
  // What would be rounded up to 1024 is one of the next unit.
  while (value >= 1023.5 && power < units.length - 1) {
    value /= 1024;
    power += 1;
  }
  const number = power > 0 && value < 100 ? oneDigit : noDigit;
  return `${number.format(value)} ${units[power]}`;
}
