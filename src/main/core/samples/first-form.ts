import { noTraffic, type Spread } from '../../../shared/samples/series.ts';
import type { RollUp, Sample } from './roll-up.ts';

/**
 * Rows as version 1 of the layout wrote them: 32-bit floats, NaN for unknown, one stretch a row and
 * neither network nor disks. They are never rewritten for their own sake, which would take a large
 * site minutes at its start: they are read until they have aged out.
 */
export const isFirstForm = (bytes: Uint8Array): boolean => bytes.byteLength % 2 === 0;

const unpack = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

/** SQLite's answer may lie at an address that floats may not begin at. */
function floatsOf(bytes: Uint8Array): Float32Array {
  if (bytes.byteLength % 4 !== 0) throw new SyntaxError('a row of samples has a broken length');
  return new Float32Array(bytes.slice().buffer);
}

/** Four floats each, the time as seconds since the row's begin. */
export function decodeFirstSamples(start: number, bytes: Uint8Array): Sample[] {
  const floats = floatsOf(bytes);
  const samples: Sample[] = [];
  for (let at = 0; at + 3 < floats.length; at += 4) {
    samples.push({
      at: start + Math.round((floats[at] ?? 0) * 1000),
      cpu: unpack(floats[at + 1]),
      dom0: unpack(floats[at + 2]),
      memoryMiB: unpack(floats[at + 3]),
      ...noTraffic,
    });
  }
  return samples;
}

/** A count and four floats for each number; dom0's last and left out where there are none. */
export function decodeFirstRollUp(
  bytes: Uint8Array,
): Pick<RollUp, 'samples' | 'cpu' | 'memoryMiB' | 'dom0'> {
  const floats = floatsOf(bytes);
  const spread = (from: number): Spread | null => {
    const min = unpack(floats[from]);
    if (min === null) return null;
    const [mean = 0, max = 0, p95 = 0] = floats.subarray(from + 1, from + 4);
    return { min, mean, max, p95 };
  };
  return { samples: floats[0] ?? 0, cpu: spread(1), memoryMiB: spread(5), dom0: spread(9) };
}
