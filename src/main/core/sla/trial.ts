import type { SlaStep, TunePart } from '../../../shared/sla/proposal.ts';
import type { Evaluated } from './evaluate-site.ts';

/** An action that is being watched for what it brings. CPU in pCPUs. */
export interface Trial {
  part: TunePart;
  /** What was set before. */
  from: number;
  /** What is promised; null: it was for a part of what is left over. */
  wanted: number | null;
  /** What the VM got before. */
  cpu: number;
  /** Readings that still tell of the time before. */
  skip: number;
  /** What it got since, while it wanted more. */
  readings: readonly { cpu: number; kept: boolean }[];
}

/** After so many readings it is said whether an action has helped. */
const enoughReadings = 4;
/** A gain of less than this share of what it got is noise. */
const leastGain = 0.05;

export function newTrial(
  { part, from }: SlaStep & { kind: 'tune' },
  cpu: number,
  wanted: number | null,
): Trial {
  return { part, from, wanted, cpu, skip: 1, readings: [] };
}

export function watchTrial(trial: Trial, { verdict, reading }: Evaluated): Trial {
  if (trial.skip > 0) return { ...trial, skip: trial.skip - 1 };
  const isKept = verdict.kind === 'kept';
  // A VM that does not want its CPU says nothing about the action.
  if (reading.cpu === null || verdict.kind === 'unknown') return trial;
  if (isKept && reading.cpu < (trial.wanted ?? 0) * 0.95) return trial;
  return { ...trial, readings: [...trial.readings, { cpu: reading.cpu, kept: isKept }] };
}

export function judgeTrial(
  trial: Trial,
): 'open' | { helped: true } | { helped: false; because: string } {
  const { readings, wanted } = trial;
  if (readings.length < enoughReadings) return 'open';
  const kept = readings.filter((one) => one.kept).length;
  if (wanted !== null && kept * 2 > readings.length) return { helped: true };
  const mean = readings.reduce((sum, { cpu }) => sum + cpu, 0) / readings.length;
  if (mean >= trial.cpu * (1 + leastGain) + 0.01) return { helped: true };
  const two = (value: number) => value.toFixed(2);
  return {
    helped: false,
    because: `It got ${two(trial.cpu)} pCPUs before and ${two(mean)} since: that did not help.`,
  };
}
