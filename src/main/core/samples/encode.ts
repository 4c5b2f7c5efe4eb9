import type { Spread } from '../../../shared/samples/series.ts';
import type { RollUp, Sample } from './roll-up.ts';

/** NaN stands for null in the file's 32-bit floats. */
const pack = (value: number | null): number => value ?? Number.NaN;
const unpack = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

const bytesOf = (floats: Float32Array) => new Uint8Array(floats.buffer);

/** SQLite's answer may lie at an address that floats may not begin at. */
function floatsOf(bytes: Uint8Array): Float32Array {
  if (bytes.byteLength % 4 !== 0) throw new SyntaxError('a row of samples has a broken length');
  return new Float32Array(bytes.slice().buffer);
}

/** Samples of one row: four floats each, the time as seconds since the row's begin. */
export function encodeSamples(start: number, samples: readonly Sample[]): Uint8Array {
  const floats = new Float32Array(samples.length * 4);
  for (const [index, { at, cpu, dom0, memoryMiB }] of samples.entries()) {
    floats.set([(at - start) / 1000, pack(cpu), pack(dom0), pack(memoryMiB)], index * 4);
  }
  return bytesOf(floats);
}

export function decodeSamples(start: number, bytes: Uint8Array): Sample[] {
  const floats = floatsOf(bytes);
  const samples: Sample[] = [];
  for (let at = 0; at + 3 < floats.length; at += 4) {
    samples.push({
      at: start + Math.round((floats[at] ?? 0) * 1000),
      cpu: unpack(floats[at + 1]),
      dom0: unpack(floats[at + 2]),
      memoryMiB: unpack(floats[at + 3]),
    });
  }
  return samples;
}

const spreadFloats = (spread: Spread | null): number[] =>
  spread ? [spread.min, spread.mean, spread.max, spread.p95] : [Number.NaN, 0, 0, 0];

/** A count and four floats for each number; dom0's last and left out where there are none. */
export function encodeRollUp({ samples, cpu, memoryMiB, dom0 }: RollUp): Uint8Array {
  const floats = [samples, ...spreadFloats(cpu), ...spreadFloats(memoryMiB)];
  return bytesOf(Float32Array.from(dom0 ? [...floats, ...spreadFloats(dom0)] : floats));
}

export function decodeRollUp(bytes: Uint8Array): RollUp {
  const floats = floatsOf(bytes);
  const spread = (from: number): Spread | null => {
    const min = unpack(floats[from]);
    if (min === null) return null;
    const [mean = 0, max = 0, p95 = 0] = floats.subarray(from + 1, from + 4);
    return { min, mean, max, p95 };
  };
  return { samples: floats[0] ?? 0, cpu: spread(1), memoryMiB: spread(5), dom0: spread(9) };
}
