import type { Spread } from '../../../shared/samples/series.ts';

/** One reading: when (ms since the epoch), pCPUs in use, dom0's part of them, memory in MiB. */
export interface Sample {
  at: number;
  cpu: number | null;
  dom0: number | null;
  memoryMiB: number | null;
}

/** Many samples as one; a number that no sample knew is null. */
export interface RollUp {
  samples: number;
  cpu: Spread | null;
  dom0: Spread | null;
  memoryMiB: Spread | null;
}

/**
 * Samples → min, mean, max and p95 of each number, every sample counting once. The p95 is the
 * nearest rank, so it is always a value that was measured. Null: there was no sample.
 */
export function rollUp(samples: readonly Sample[]): RollUp | null {
  if (samples.length === 0) return null;
  return {
    samples: samples.length,
    cpu: spreadOf(samples, ({ cpu }) => cpu),
    dom0: spreadOf(samples, ({ dom0 }) => dom0),
    memoryMiB: spreadOf(samples, ({ memoryMiB }) => memoryMiB),
  };
}

function spreadOf(
  samples: readonly Sample[],
  pick: (sample: Sample) => number | null,
): Spread | null {
  const values = new Float64Array(samples.length);
  let count = 0;
  let sum = 0;
  for (const sample of samples) {
    const value = pick(sample);
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
  const merged = (pick: (part: RollUp) => Spread | null): Spread | null => {
    let all: Spread | null = null;
    let weight = 0;
    for (const part of parts) {
      const spread = pick(part);
      if (spread === null) continue;
      const total = weight + part.samples;
      all =
        all === null
          ? spread
          : {
              min: Math.min(all.min, spread.min),
              max: Math.max(all.max, spread.max),
              p95: Math.max(all.p95, spread.p95),
              mean: all.mean + ((spread.mean - all.mean) * part.samples) / total,
            };
      weight = total;
    }
    return all;
  };
  return {
    samples: parts.reduce((sum, { samples }) => sum + samples, 0),
    cpu: merged(({ cpu }) => cpu),
    dom0: merged(({ dom0 }) => dom0),
    memoryMiB: merged(({ memoryMiB }) => memoryMiB),
  };
}
