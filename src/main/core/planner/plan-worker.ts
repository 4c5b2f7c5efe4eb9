/** The planner's thread: takes one task after another, and tells how far it is. */
import { parentPort } from 'node:worker_threads';
import type { PlanProgress } from '../../../shared/capacity/plan-progress.ts';
import { loadSolver } from '../capacity/exact/solver.ts';
import type { PlannerWord, PlanTask } from './plan-task.ts';
import { workOutPlan } from './work-out-plan.ts';

/** Milliseconds between two words of progress of one stage. */
const tellEveryMs = 100;
// Without it there are still plans, but no proofs.
const solver = loadSolver().catch(() => null);

function say(word: PlannerWord): void {
  parentPort?.postMessage(word);
}

function teller(): (progress: PlanProgress) => void {
  let last: { stage: string; at: number } | null = null;
  return (progress) => {
    const now = performance.now();
    if (last?.stage === progress.stage && now - last.at < tellEveryMs) return;
    last = { stage: progress.stage, at: now };
    say({ kind: 'progress', progress });
  };
}

parentPort?.on('message', async (task: PlanTask) => {
  const solve = await solver;
  try {
    say({ kind: 'plan', plan: workOutPlan(task, solve, teller()) });
  } catch (thrown) {
    say({ kind: 'broken', why: thrown instanceof Error ? (thrown.stack ?? '') : String(thrown) });
  }
});
