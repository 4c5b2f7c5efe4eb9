import { z } from 'zod';
import type { Job, PlanCounts } from '../../../shared/model/job.ts';
import type { JournalEntry } from '../store/job-journal.ts';
import { type PlanRecord, planRecordSchema } from './plan-record.ts';

/** What became of one move of a plan, as far as the plan has come. */
export type StepState =
  | { kind: 'waiting' }
  | { kind: 'running'; jobId: string }
  | { kind: 'moved' }
  | { kind: 'left-out' | 'failed' | 'undecided'; why: string };

/** The lines of a plan's journal: each is written before what it tells of is done or shown. */
export const planLines = {
  /** The whole plan. */
  planned: 'planned',
  /** A move is about to be queued under this id. */
  move: 'move',
  leftOut: 'left-out',
  /** It begins no more moves, and why. */
  stopped: 'stopped',
  cancelRequested: 'cancel-requested',
} as const;

const moveLine = z.object({ step: z.number(), jobId: z.string() });
const leftOutLine = z.object({ step: z.number(), why: z.string() });
const stoppedLine = z.object({ why: z.string() });

/** The plan as it was written down; null: the console ended before that, and nothing was done. */
export function plannedIn(entries: readonly JournalEntry[]): PlanRecord | null {
  const line = entries.find(({ step }) => step === planLines.planned);
  return line ? planRecordSchema.parse(line.data.plan) : null;
}

/** Why no more moves were begun; null: nothing kept the plan from it. */
export function stoppedIn(entries: readonly JournalEntry[]): string | null {
  const line = entries.find(({ step }) => step === planLines.stopped);
  return line ? stoppedLine.parse(line.data).why : null;
}

/** What became of each move, from the plan's journal and the moves' own jobs. */
export function stepStates(
  plan: PlanRecord,
  entries: readonly JournalEntry[],
  jobOf: (jobId: string) => Job | undefined,
): StepState[] {
  const states: StepState[] = plan.steps.map(() => ({ kind: 'waiting' }));
  for (const { step, data } of entries) {
    if (step === planLines.leftOut) {
      const { step: at, why } = leftOutLine.parse(data);
      states[at] = { kind: 'left-out', why };
    }
    if (step === planLines.move) {
      const { step: at, jobId } = moveLine.parse(data);
      states[at] = stateOf(jobId, jobOf(jobId));
    }
  }
  return states;
}

/** How far a plan is; `round` counts from 1. */
export function countsOf(
  plan: PlanRecord,
  states: readonly StepState[],
  round: number,
): PlanCounts {
  const count = (kind: StepState['kind']) => states.filter((state) => state.kind === kind).length;
  return {
    moves: plan.steps.length,
    moved: count('moved'),
    running: count('running'),
    leftOut: count('left-out'),
    failed: count('failed') + count('undecided'),
    round,
    rounds: roundsOf(plan),
  };
}

export function roundsOf({ steps }: PlanRecord): number {
  return steps.reduce((most, { round }) => Math.max(most, round), 0) + 1;
}

export function stateOf(jobId: string, job: Job | undefined): StepState {
  const why = job?.summary ?? job?.error?.message ?? '';
  switch (job?.state) {
    case undefined:
      // Written down, and the console ended before it was queued; or its job was dismissed.
      return { kind: 'failed', why: 'Its job is not there any more.' };
    case 'succeeded':
      return { kind: 'moved' };
    case 'failed':
    case 'cancelled':
      return { kind: 'failed', why };
    case 'undecided':
      return { kind: 'undecided', why };
    default:
      return { kind: 'running', jobId };
  }
}
