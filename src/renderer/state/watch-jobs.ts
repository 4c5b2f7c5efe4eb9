import type { Job } from '../../shared/model/job.ts';
import { notify } from './actions/notify.ts';
import { isEnded } from './active-jobs.ts';
import { jobTitle } from './job-text.ts';
import type { AppStore } from './store.ts';

const tones = {
  succeeded: 'success',
  failed: 'error',
  cancelled: 'info',
  undecided: 'warning',
} as const;

/** The moves of a plan are told of by the plan, but for what somebody has to look at. */
function isTold({ spec, state }: Job, jobs: Readonly<Record<string, Job>>): boolean {
  const ofPlan = spec.kind === 'move' && spec.plan !== undefined && jobs[spec.plan] !== undefined;
  return !ofPlan || state === 'undecided';
}

function announce(store: AppStore, job: Job): void {
  const tone = tones[job.state as keyof typeof tones];
  const words = {
    succeeded: 'done',
    failed: 'failed',
    cancelled: 'cancelled',
    undecided: 'undecided, look at it',
  }[job.state as keyof typeof tones];
  notify(store, {
    tone,
    title: `${jobTitle(job)}: ${words}`,
    text: job.summary ?? job.error?.message ?? null,
    staysMs: tone === 'success' || tone === 'info' ? 8000 : null,
  });
}

/** Tells the user, on screen and to a screen reader, when a job that was under way is over. */
export function watchJobs(store: AppStore): () => void {
  return store.subscribe((state, before) => {
    if (state.site.jobs === before.site.jobs) return;
    for (const job of Object.values(state.site.jobs)) {
      const old = before.site.jobs[job.id];
      if (!old || old === job || isEnded(old) || !isEnded(job)) continue;
      if (isTold(job, state.site.jobs)) announce(store, job);
    }
  });
}
