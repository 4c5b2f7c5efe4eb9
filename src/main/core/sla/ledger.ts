import { isInHours } from '../../../shared/sla/hours.ts';
import type { SlaPromise } from '../../../shared/sla/objective.ts';
import { type BreachKind, judgeReading, type Verdict, type VmReading } from './judge-reading.ts';

/** A stretch in which a promise was broken for one cause. Times in ms since the epoch. */
export interface BreachSpan {
  cause: BreachKind;
  since: number;
  /** When it was last seen broken. */
  until: number;
  /** Mean of the pCPUs delivered over its readings; null where CPU was not the matter. */
  cpu: number | null;
  readings: number;
}

/** What is kept of a VM with an objective from one reading to the next. */
export interface Ledger {
  at: number;
  hostId: string;
  /** Readings in a row in which it was not idle, in which the promise was broken, was kept and it wanted more. */
  unblocked: number;
  broken: number;
  wanting: number;
  /** pCPUs that it got of late, the newest reading counting half; null: not known. */
  cpu: number | null;
  /** Under way. */
  breach: BreachSpan | null;
}

export interface Advance {
  ledger: Ledger;
  verdict: Verdict;
  /** Time that this reading stands for; both 0 where it stands for none. */
  goodMs: number;
  badMs: number;
  /** A breach that is over now. */
  ended: BreachSpan | null;
}

/**
 * Takes one reading into a VM's ledger. Time counts only between two readings that are near one
 * another: a longer gap, a clock that went back and hours in which nothing is promised count as
 * neither kept nor broken, and end what went on.
 * @param maxGapMs The longest time between two readings that still belong together.
 */
export function advanceLedger(
  before: Ledger | null,
  promise: SlaPromise,
  reading: VmReading,
  now: { at: number; hostId: string; maxGapMs: number },
): Advance {
  const { at, hostId } = now;
  const elapsed = before === null ? 0 : at - before.at;
  const follows = before !== null && elapsed > 0 && elapsed <= now.maxGapMs;
  const last = follows ? before : null;
  const isIdle = reading.activity === null || reading.activity === 'blocked';
  const unblocked = reading.presence !== 'running' || isIdle ? 0 : (last?.unblocked ?? 0) + 1;
  const verdict: Verdict = isInHours(promise.hours, at)
    ? judgeReading(promise, reading, unblocked)
    : { kind: 'unknown' };
  const isBroken = verdict.kind === 'broken';
  const wants = verdict.kind === 'kept' && verdict.wantsMore;
  const open = before?.breach ?? null;
  const goesOn = isBroken && last !== null && open?.cause === verdict.cause;
  const since = last === null ? at : last.at;
  const breach = !isBroken
    ? null
    : goesOn && open
      ? longer(open, at, reading.cpu)
      : { cause: verdict.cause, since, until: at, cpu: reading.cpu, readings: 1 };
  return {
    ledger: {
      at,
      hostId,
      unblocked,
      broken: isBroken ? (last?.broken ?? 0) + 1 : 0,
      wanting: wants ? (last?.wanting ?? 0) + 1 : 0,
      cpu: reading.cpu === null ? null : (reading.cpu + (last?.cpu ?? reading.cpu)) / 2,
      breach,
    },
    verdict,
    goodMs: follows && verdict.kind === 'kept' ? elapsed : 0,
    badMs: follows && isBroken ? elapsed : 0,
    ended: goesOn ? null : open,
  };
}

function longer(open: BreachSpan, at: number, cpu: number | null): BreachSpan {
  const readings = open.readings + 1;
  const mean =
    open.cpu === null || cpu === null ? (cpu ?? open.cpu) : open.cpu + (cpu - open.cpu) / readings;
  return { ...open, until: at, cpu: mean, readings };
}
