import type { Job, JobSpec } from '../../../shared/model/job.ts';
import { endedJobStates } from '../../../shared/model/job.ts';
import { type Bell, createBell } from '../jobs/bell.ts';
import type { JobContext } from '../jobs/define-job.ts';
import { nextStartable } from '../jobs/next-startable.ts';
import type { PlanPorts } from './plan-ports.ts';
import type { PlanRecord, PlanStep } from './plan-record.ts';
import { recheckStep } from './recheck-step.ts';
import { countsOf, planLines, roundsOf, type StepState, stateOf } from './step-state.ts';

export type PlanSpec = Extract<JobSpec, { kind: 'plan' }>;

const bytesPerMiB = 1024 * 1024;

/**
 * Makes a plan's moves, each as an ordinary job, round by round, as many at once as the site
 * allows. Before each one it is judged anew. Comes back when nothing of it runs any more, or at
 * once when the console closes. What it did is in the journal.
 */
export async function conductPlan(
  ports: PlanPorts,
  context: JobContext<PlanSpec>,
  plan: PlanRecord,
): Promise<void> {
  const run = createRun(ports, context, plan);
  const bell = createBell();
  const unwatch = ports.jobs().watch(bell.ring);
  const signals = [context.cancelled, context.closing];
  for (const signal of signals) signal.addEventListener('abort', bell.ring);
  try {
    for (let round = 0; round < roundsOf(plan); round += 1) {
      while (!context.closing.aborted) {
        run.settle(bell);
        if (context.cancelled.aborted) run.cancel();
        if (!run.stopped() && !context.job().plan?.paused) run.beginMoves(round);
        run.tell(round);
        if (run.isQuiet() && (run.stopped() || run.isOver(round))) break;
        await bell.wait();
      }
      if (run.stopped() || context.closing.aborted) return;
    }
  } finally {
    unwatch();
    for (const signal of signals) signal.removeEventListener('abort', bell.ring);
  }
}

function createRun(ports: PlanPorts, context: JobContext<PlanSpec>, plan: PlanRecord) {
  const states: StepState[] = plan.steps.map(() => ({ kind: 'waiting' }));
  /** Moves whose job is over and whose hosts are being read. */
  const settling = new Set<number>();
  let stopped = false;
  let cancelled = false;
  let told = '';
  const jobs = ports.jobs();

  function stop(why: string): void {
    if (stopped) return;
    stopped = true;
    context.journal(planLines.stopped, { why });
    context.tell({ type: 'log', lines: [why] });
  }

  function leaveOut(at: number, why: string): void {
    context.journal(planLines.leftOut, { step: at, why });
    states[at] = { kind: 'left-out', why };
    context.tell({ type: 'log', lines: [`Left out: ${why}`] });
    if (context.spec.onTrouble === 'stop') stop('Stopped, as was asked for when a move falls out.');
  }

  /** The kernel's own rules for the queue, so that a move is judged when it can begin, not before. */
  function startable(round: number): number[] {
    const moves = Object.values(ports.stateOf().jobs).flatMap(({ spec, state }) =>
      spec.kind === 'move' && !endedJobStates.includes(state) ? [{ vms: [], move: spec }] : [],
    );
    const waiting = plan.steps.flatMap((step, at) =>
      step.round === round && states[at]?.kind === 'waiting'
        ? [{ id: String(at), claims: { vms: [], move: step } }]
        : [],
    );
    return nextStartable(waiting, moves, ports.moveConcurrency()).map(Number);
  }

  function begin(at: number, step: PlanStep): void {
    const troubles = recheckStep(ports.stateOf(), plan, at, states);
    const told = troubles.filter(({ severity }) => severity === 'tells');
    context.tell({ type: 'log', lines: told.map(({ message }) => message) });
    const against = troubles.find(({ severity }) => severity !== 'tells');
    if (against) {
      leaveOut(at, against.message);
      return;
    }
    const jobId = ports.newId();
    // First the plan's journal: a move that it does not know of would never be told.
    const noted = context.journal(planLines.move, { step: at, jobId });
    if (!noted.ok) {
      stop(noted.error.message);
      return;
    }
    const { round: _round, cpu: _cpu, ...move } = step;
    const queued = jobs.startAs(jobId, { kind: 'move', ...move, plan: context.id });
    if (queued.ok) states[at] = { kind: 'running', jobId };
    else leaveOut(at, queued.error.message);
  }

  /** A move is over once both hosts were read: the next one may need what it has brought. */
  async function readBoth(at: number, { sourceHostId, targetHostId }: PlanStep): Promise<void> {
    settling.add(at);
    await Promise.all([ports.refresh(sourceHostId), ports.refresh(targetHostId)]);
    settling.delete(at);
  }

  function settleStep(at: number, step: PlanStep, now: StepState, bell: Bell): void {
    if (now.kind === 'moved') {
      void readBoth(at, step).then(() => {
        states[at] = now;
        bell.ring();
      });
      return;
    }
    states[at] = now;
    if (now.kind === 'undecided') stop(`What became of the move of ${step.vm} is not known.`);
    if (now.kind === 'failed' && context.spec.onTrouble === 'stop') {
      stop(`Stopped, as the move of ${step.vm} failed.`);
    }
  }

  return {
    stopped: () => stopped,
    isQuiet: () => states.every(({ kind }) => kind !== 'running'),
    isOver: (round: number) =>
      plan.steps.every((step, at) => step.round !== round || states[at]?.kind !== 'waiting'),
    /** Takes note of the moves that have ended. */
    settle(bell: Bell): void {
      for (const [at, step] of plan.steps.entries()) {
        const state = states[at];
        if (state?.kind !== 'running' || settling.has(at)) continue;
        const now = stateOf(state.jobId, jobs.jobOf(state.jobId));
        if (now.kind !== 'running') settleStep(at, step, now, bell);
      }
    },
    beginMoves(round: number): void {
      // One that is left out frees its place for the next.
      for (let left = startable(round); left.length > 0 && !stopped; left = startable(round)) {
        for (const at of left) {
          const step = plan.steps[at];
          if (step && !stopped) begin(at, step);
        }
      }
    },
    /** What runs is let finish, as every move can be cancelled by itself; what waits is not begun. */
    cancel(): void {
      if (cancelled) return;
      cancelled = true;
      stopped = true;
      context.journal(planLines.cancelRequested);
      context.tell({ type: 'no-return' });
      for (const state of states) {
        if (state.kind !== 'running') continue;
        const is = jobs.jobOf(state.jobId)?.state;
        if (is === 'queued' || is === 'checking') jobs.cancel(state.jobId);
      }
    },
    tell(round: number): void {
      const counts = countsOf(plan, states, round + 1);
      const progress = progressOf(plan, states, jobs.jobOf);
      const now = JSON.stringify([counts, progress]);
      // Every job's change wakes the plan; its own must not wake it for ever.
      if (now === told) return;
      told = now;
      context.tell({ type: 'plan', counts });
      context.tell({ type: 'progress', progress });
    },
  };
}

/** By the memory that is copied; a move that is left out has no part in it any more. */
function progressOf(
  plan: PlanRecord,
  states: readonly StepState[],
  jobOf: (jobId: string) => Job | undefined,
): NonNullable<Job['progress']> {
  let bytes = 0;
  let totalBytes = 0;
  let bytesPerSecond = 0;
  for (const [at, { memoryMiB }] of plan.steps.entries()) {
    const state = states[at];
    const size = memoryMiB * bytesPerMiB;
    if (state?.kind === 'left-out') continue;
    totalBytes += size;
    if (state?.kind === 'running') {
      const progress = jobOf(state.jobId)?.progress;
      bytes += size * (progress?.fraction ?? 0);
      bytesPerSecond += progress?.bytesPerSecond ?? 0;
    } else if (state?.kind !== 'waiting') bytes += size;
  }
  const fraction = totalBytes > 0 ? bytes / totalBytes : 1;
  return { fraction, bytes: Math.round(bytes), totalBytes, bytesPerSecond };
}
