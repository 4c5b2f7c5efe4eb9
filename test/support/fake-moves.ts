import { nextStartable } from '../../src/main/core/jobs/next-startable.ts';
import { isEnded } from '../../src/renderer/state/active-jobs.ts';
import type { Job } from '../../src/shared/model/job.ts';
import type { SiteEvent, SiteState } from '../../src/shared/model/site.ts';

export interface FakeMoves {
  /** Begins what may begin, by the core's own rules. */
  startQueued(): void;
  /** Brings every running move so many steps on. */
  step(count: number): void;
  /** Whether any move runs that can be brought on. */
  areUnderWay(): boolean;
}

/** Steps of one move: copying until 20, paused until 22, then the hand-over. */
export const stepsPerMove = 24;
const stepMs = 250;

/** Moves without hosts. `timed` ones take some six seconds; `stepped` ones wait to be told. */
export function createFakeMoves(options: {
  state(): SiteState;
  emit(events: readonly SiteEvent[]): void;
  pace: 'timed' | 'stepped';
}): FakeMoves {
  const { state, emit } = options;
  const taken = new Map<string, number>();
  let timer: ReturnType<typeof setInterval> | undefined;

  function put(job: Job): void {
    emit([{ type: 'job-put', job }]);
  }

  function startQueued(): void {
    const { jobs, settings } = state();
    const moves = Object.values(jobs).flatMap((job) =>
      job.spec.kind === 'move' ? [{ job, claims: { vms: [], move: job.spec } }] : [],
    );
    const startable = nextStartable(
      moves
        .filter(({ job }) => job.state === 'queued')
        .map(({ job, claims }) => ({ id: job.id, claims })),
      moves.filter(({ job }) => taken.has(job.id)).map(({ claims }) => claims),
      settings.moveConcurrency,
    );
    for (const id of startable) {
      const job = jobs[id];
      if (!job) continue;
      taken.set(id, 0);
      put({ ...job, state: 'checking', phase: 'connect', startedAt: Date.now() });
    }
    if (options.pace === 'timed' && taken.size > 0) timer ??= setInterval(() => step(1), stepMs);
  }

  function step(count: number): void {
    for (const [id, before] of taken) {
      const job = state().jobs[id];
      if (job && !isEnded(job)) {
        const steps = Math.min(stepsPerMove, before + count);
        taken.set(id, steps);
        if (steps < stepsPerMove) {
          put(underWay(job, steps));
          continue;
        }
        arrive(job);
      }
      taken.delete(id);
    }
    if (taken.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    startQueued();
  }

  function areUnderWay(): boolean {
    const { jobs } = state();
    return [...taken.keys()].some((id) => jobs[id] && !isEnded(jobs[id]));
  }

  function arrive(job: Job): void {
    const { spec } = job;
    if (spec.kind !== 'move') return;
    const vm = state().vms[spec.sourceHostId]?.[spec.vm];
    if (vm) {
      emit([
        { type: 'vm-removed', hostId: spec.sourceHostId, name: spec.vm },
        { type: 'vm-put', vm: { ...vm, hostId: spec.targetHostId } },
      ]);
    }
    const target = state().hosts[spec.targetHostId]?.label ?? '?';
    put({
      ...job,
      state: 'succeeded',
      phase: 'done',
      cancellable: false,
      endedAt: Date.now(),
      pauseMs: 410,
      summary: `${spec.vm} runs on ${target}; it stood still for about 410 ms.`,
      log: [...job.log, 'migration target: Domain started successsfully.', 'Migration successful.'],
    });
  }

  return { startQueued, step, areUnderWay };
}

function underWay(job: Job, steps: number): Job {
  const memoryMiB = job.spec.kind === 'move' ? job.spec.memoryMiB : 0;
  const totalBytes = memoryMiB * 1_048_576 * 1.15;
  const fraction = steps / stepsPerMove;
  return {
    ...job,
    state: 'running',
    phase: fraction > 0.9 ? 'handover' : fraction > 0.8 ? 'pause-and-copy' : 'copy-memory',
    cancellable: fraction <= 0.9,
    progress: {
      fraction,
      bytes: totalBytes * fraction,
      totalBytes,
      bytesPerSecond: totalBytes / 6,
    },
    log: [...job.log, `xc: progress: Frames iteration 0: ${steps}/${stepsPerMove}`],
  };
}
