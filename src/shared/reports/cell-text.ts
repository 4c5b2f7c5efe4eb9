import type { Value, ValueType } from './report.ts';

/** What stands for a value that is not known. */
export const nothing = '–';

const grouped = writer({ maximumFractionDigits: 2 });
const oneDigit = writer({ maximumFractionDigits: 1 });
const percent = writer({ style: 'percent', maximumFractionDigits: 3 });
const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A value as people read it, the same in every format that is read by people. */
export function cellText(
  value: Value,
  { type, unit }: { type: ValueType; unit?: string | undefined },
  timeZone: string,
): string {
  if (value === null) return nothing;
  if (typeof value === 'string') return value;
  switch (type) {
    case 'text':
      return String(value);
    case 'number':
      return unit ? `${grouped(value)} ${unit}` : grouped(value);
    case 'bytes':
      return bytesText(value);
    case 'rate':
      return `${bytesText(value)}/s`;
    case 'percent':
      return percent(value).replace('%', ' %');
    case 'time':
      return timeText(value, timeZone);
    case 'duration':
      return durationText(value);
  }
}

/** 512 B, 1.5 GiB, 2 TiB: at most one digit after the point. */
export function bytesText(bytes: number): string {
  const size = Math.abs(bytes);
  let power = 0;
  while (power < byteUnits.length - 1 && Number((size / 1024 ** power).toFixed(1)) >= 1024) power++;
  return `${oneDigit(bytes / 1024 ** power)} ${byteUnits[power]}`;
}

const times = new Map<string, Intl.DateTimeFormat>();

/** 2026-11-24 19:20:05, in the zone. */
export function timeText(at: number, timeZone: string): string {
  // Swedish dates are ISO's; a formatter costs more than a thousand times what it formats.
  const format =
    times.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  times.set(timeZone, format);
  return format.format(at);
}

/** 80 ms, 45 s, 2 min 5 s, 1 h 20 min, 3 d 4 h. */
export function durationText(ms: number): string {
  const size = Math.abs(ms);
  const sign = ms < 0 ? '-' : '';
  if (size < 1000) return `${sign}${Math.round(size)} ms`;
  const seconds = Math.round(size / 1000);
  const [large, small, names] =
    seconds < 60
      ? [seconds, 0, ['s', '']]
      : seconds < 3600
        ? [Math.floor(seconds / 60), seconds % 60, ['min', 's']]
        : seconds < 86_400
          ? [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), ['h', 'min']]
          : [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3600), ['d', 'h']];
  return `${sign}${large} ${names[0]}${small === 0 ? '' : ` ${small} ${names[1]}`}`;
}

/** Made with the first number: the first format of all takes 10 ms, which a start has better uses for. */
function writer(options: Intl.NumberFormatOptions): (value: number) => string {
  let format: Intl.NumberFormat | undefined;
  return (value) => {
    format ??= new Intl.NumberFormat('en', options);
    return format.format(value);
  };
}
