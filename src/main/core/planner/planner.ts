import { Worker } from 'node:worker_threads';
import { type AppError, appError } from '../../../shared/app-error.ts';
import type { CapacityPlan } from '../../../shared/capacity/capacity-plan.ts';
import type { PlanProgress } from '../../../shared/capacity/plan-progress.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { Log } from '../log.ts';
import type { PlannerWord, PlanTask } from './plan-task.ts';
import { workOutPlan } from './work-out-plan.ts';

/** Plans in a thread of its own, so that a large site's plan holds up nothing else. */
export interface Planner {
  /** `askId` is what its progress is asked by. Fails with `cancelled`, or `internal`. */
  plan(askId: string, task: PlanTask): Promise<Result<CapacityPlan>>;
  /** How far it is; null: it does not plan for this one (any more). */
  progress(askId: string): PlanProgress | null;
  cancel(askId: string): void;
  close(): Promise<void>;
}

interface Ask {
  progress: PlanProgress;
  cancel(): void;
}

/** Beside this file in the sources; beside the bundle in a built shell, and out of its archive. */
function workerUrl(): URL {
  const own = import.meta.url;
  return own.endsWith('.ts')
    ? new URL('./plan-worker.ts', own)
    : new URL('../planner/plan-worker.mjs', own.replace('app.asar/', 'app.asar.unpacked/'));
}

export function createPlanner(options: { log: Log; url?: URL }): Planner {
  const asks = new Map<string, Ask>();
  const url = options.url ?? workerUrl();
  /** Started already, and without work. */
  let idle: Worker | null = null;
  const all = new Set<Worker>();

  function take(): Worker {
    const worker = idle ?? begin();
    idle = null;
    return worker;
  }

  function begin(): Worker {
    const worker = new Worker(url);
    all.add(worker);
    // A console that ends does not wait for a plan.
    worker.unref();
    worker.on('error', (error) => {
      options.log.error({ err: error }, 'the thread of the planner broke');
      if (idle === worker) idle = null;
      end(worker);
    });
    return worker;
  }

  function end(worker: Worker): void {
    all.delete(worker);
    void worker.terminate();
  }

  /** Null: there is no thread to be had. */
  function inThread(ask: Ask, task: PlanTask): Promise<Result<CapacityPlan> | null> {
    const worker = take();
    return new Promise((resolve) => {
      const settle = (answer: Result<CapacityPlan> | null, keep: boolean) => {
        worker.off('message', hear);
        worker.off('error', fail);
        if (keep && !idle) idle = worker;
        else end(worker);
        resolve(answer);
      };
      const hear = (word: PlannerWord) => {
        if (word.kind === 'progress') ask.progress = word.progress;
        else if (word.kind === 'plan') settle(ok(word.plan), true);
        else settle(err(broken(word.why)), true);
      };
      const fail = () => settle(null, false);
      ask.cancel = () => settle(err(cancelled()), false);
      worker.on('message', hear);
      worker.on('error', fail);
      worker.postMessage(task);
    });
  }

  return {
    async plan(askId, task) {
      asks.get(askId)?.cancel();
      const ask: Ask = { progress: { stage: 'reading', fraction: null }, cancel: () => {} };
      asks.set(askId, ask);
      const answer = await inThread(ask, task);
      if (asks.get(askId) === ask) asks.delete(askId);
      return answer ?? ok(workOutPlan(task, null, () => {}));
    },
    progress: (askId) => asks.get(askId)?.progress ?? null,
    cancel: (askId) => asks.get(askId)?.cancel(),
    async close() {
      for (const ask of asks.values()) ask.cancel();
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}

function cancelled(): AppError {
  return appError('cancelled', 'The planning was cancelled.');
}

function broken(why: string): AppError {
  return appError('internal', 'Something went wrong inside the planner itself.', { details: why });
}
