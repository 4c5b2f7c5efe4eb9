import type { SampleNumber, Spread } from '../../../shared/samples/series.ts';

/**
 * One reading: when (ms since the epoch), pCPUs in use, dom0's part of them, memory in MiB, and
 * what network and disks carried, in bytes a second. Null: not known.
 */
export type Sample = { at: number } & Record<SampleNumber, number | null>;

/** Many samples as one; a number that no sample knew is null. */
export type RollUp = { samples: number } & Record<SampleNumber, Spread | null>;

/** One object for each number, made of what `of` says of it. */
function ofEach<T>(of: (number: SampleNumber) => T): Record<SampleNumber, T> {
  return {
    cpu: of('cpu'),
    dom0: of('dom0'),
    memoryMiB: of('memoryMiB'),
    netIn: of('netIn'),
    netOut: of('netOut'),
    diskRead: of('diskRead'),
    diskWrite: of('diskWrite'),
  };
}

/** A stretch of which nothing is known. */
export const emptyRollUp: RollUp = { samples: 0, ...ofEach(() => null) };

/**
 * Samples → min, mean, max and p95 of each number, every sample counting once. The p95 is the
 * nearest rank, so it is always a value that was measured. Null: there was no sample.
 */
export function rollUp(samples: readonly Sample[]): RollUp | null {
  if (samples.length === 0) return null;
  return { samples: samples.length, ...ofEach((number) => spreadOf(samples, number)) };
}

function spreadOf(samples: readonly Sample[], number: SampleNumber): Spread | null {
  const values = new Float64Array(samples.length);
  let count = 0;
  let sum = 0;
  for (const sample of samples) {
    const value = sample[number];
    if (value === null) continue;
    values[count++] = value;
    sum += value;
  }
  if (count === 0) return null;
  const sorted = values.subarray(0, count).sort();
  const at = (rank: number) => sorted[rank] ?? 0;
  const [min, max] = [at(0), at(count - 1)];
  // A mean of equal numbers may round to just outside of them.
  const mean = Math.min(Math.max(sum / count, min), max);
  return { min, mean, max, p95: at(Math.ceil(count * 0.95) - 1) };
}

/**
 * Roll-ups of neighbouring stretches → one of them all. Exact but for the p95, which cannot be
 * had from parts: the highest part's is given, which the true one never exceeds.
 */
export function mergeRollUps(parts: readonly RollUp[]): RollUp | null {
  if (parts.length === 0) return null;
  let samples = 0;
  for (const part of parts) samples += part.samples;
  return { samples, ...ofEach((number) => mergeSpreads(parts, number)) };
}

function mergeSpreads(parts: readonly RollUp[], number: SampleNumber): Spread | null {
  let all: Spread | null = null;
  let weight = 0;
  for (const part of parts) {
    const spread = part[number];
    if (spread === null) continue;
    weight += part.samples;
    if (all === null) all = { ...spread };
    else {
      all.min = Math.min(all.min, spread.min);
      all.max = Math.max(all.max, spread.max);
      all.p95 = Math.max(all.p95, spread.p95);
      all.mean += ((spread.mean - all.mean) * part.samples) / weight;
    }
  }
  return all;
}
