import { seededRandom } from './seeded-random.ts';

/**
 * CPU demand as a smooth function of time: a mean, a day's curve, three slow waves, and bursts.
 * Its integral has a closed form, so a VM's CPU seconds cost nothing until somebody asks.
 */
export interface LoadCurve {
  /** pCPUs in use on average. */
  readonly mean: number;
  /** Second of the day (UTC) of the daily peak. */
  readonly peakSecond: number;
  /** Shares of the mean; all waves together stay under 0.55, so demand never falls below zero. */
  readonly dayShare: number;
  readonly waves: readonly { share: number; period: number; phase: number }[];
  readonly burst: { share: number; period: number; phase: number };
  /** pCPUs that a program in the guest burns on top of that, all the time. */
  readonly burn: number;
}

/** How far above its mean a curve can rise: no VM may have a mean above vCPUs / this. */
export const peakOverMean = 2.8;

const daySeconds = 86_400;
const turn = 2 * Math.PI;
/** cos⁸(x/2) = a₀ + a₁ cos x + … + a₄ cos 4x: a pulse once per turn, flat in between. */
const pulse = [35 / 128, 56 / 128, 28 / 128, 8 / 128, 1 / 128] as const;

export function loadCurve(seed: number, label: string, mean: number): LoadCurve {
  const random = seededRandom(seed, `load ${label}`);
  const wave = (share: number, shortest: number, longest: number) => ({
    share: share * random.next(),
    period: shortest + (longest - shortest) * random.next(),
    phase: turn * random.next(),
  });
  return {
    mean,
    // Most work is done in office hours; one in five is a night worker: backups, batches.
    peakSecond: (random.next() < 0.8 ? 13 : 2) * 3600 + random.between(-5400, 5400),
    dayShare: 0.1 + 0.15 * random.next(),
    waves: [wave(0.12, 3000, 9000), wave(0.1, 400, 1500), wave(0.08, 60, 240)],
    burst: wave(1.4, 1200, 7200),
    burn: 0,
  };
}

/** pCPUs in use at `seconds` since the epoch. Never negative. */
export function loadAt(curve: LoadCurve, seconds: number): number {
  let share = 1 + curve.dayShare * Math.cos((turn * (seconds - curve.peakSecond)) / daySeconds);
  for (const wave of curve.waves) {
    share += wave.share * Math.sin((turn * seconds) / wave.period + wave.phase);
  }
  const angle = (turn * seconds) / curve.burst.period + curve.burst.phase;
  for (let harmonic = 1; harmonic < pulse.length; harmonic++) {
    share += curve.burst.share * (pulse[harmonic] ?? 0) * Math.cos(harmonic * angle);
  }
  return curve.mean * share + curve.burn;
}

/** An antiderivative of loadAt: the CPU seconds used from a to b are `at(b) - at(a)`. */
function usedUntil(curve: LoadCurve, seconds: number): number {
  const dayRate = turn / daySeconds;
  let sum = seconds + (curve.dayShare / dayRate) * Math.sin(dayRate * (seconds - curve.peakSecond));
  for (const wave of curve.waves) {
    const rate = turn / wave.period;
    sum -= (wave.share / rate) * Math.cos(rate * seconds + wave.phase);
  }
  const rate = turn / curve.burst.period;
  const angle = rate * seconds + curve.burst.phase;
  for (let harmonic = 1; harmonic < pulse.length; harmonic++) {
    const amplitude = (curve.burst.share * (pulse[harmonic] ?? 0)) / (harmonic * rate);
    sum += amplitude * Math.sin(harmonic * angle);
  }
  return curve.mean * sum + curve.burn * seconds;
}

/** CPU seconds used between two instants, in seconds since the epoch. */
export function cpuSecondsBetween(curve: LoadCurve, from: number, to: number): number {
  return to <= from ? 0 : usedUntil(curve, to) - usedUntil(curve, from);
}
