import type { MethodInput, MethodName, MethodOutput } from '../../src/shared/contract/methods.ts';
import { applyEvent, emptySite } from '../../src/shared/model/apply-event.ts';
import { endedJobStates, type Job } from '../../src/shared/model/job.ts';
import type { SiteDelta, SiteSnapshot, SiteState } from '../../src/shared/model/site.ts';
import type { Result } from '../../src/shared/result.ts';

/** A renderer without a page: it calls a console's core, and mirrors the site. */
export interface SiteMirror {
  invoke<M extends MethodName>(method: M, input: MethodInput<M>): Promise<Result<MethodOutput<M>>>;
  /** As invoke, but a failure is thrown with all it says. */
  must<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>>;
  state(): SiteState;
  /** Resolves with the first value that is neither undefined nor false, now or after a change. */
  until<T>(what: string, look: (state: SiteState) => T | undefined | false): Promise<T>;
  /** Waits for the job's end and returns it as it is then. */
  ended(jobId: string): Promise<Job>;
}

const limitMs = 10 * 60_000;

/** Mirrors the site from its first snapshot on; `subscribe` is called before that is asked for. */
export async function mirrorSite(core: {
  invoke(method: MethodName, input: unknown): Promise<Result<unknown>>;
  subscribe(listener: (delta: SiteDelta) => void): void;
}): Promise<SiteMirror> {
  const watchers = new Set<() => void>();
  let seq = -1;
  let state = emptySite;
  let early: SiteDelta[] = [];

  function take(delta: SiteDelta): void {
    if (seq < 0) return void early.push(delta);
    if (delta.seq <= seq) return;
    if (delta.seq !== seq + 1) return void resync();
    seq = delta.seq;
    state = delta.events.reduce(applyEvent, state);
    for (const watcher of watchers) watcher();
  }

  const invoke: SiteMirror['invoke'] = (method, input) =>
    core.invoke(method, input) as Promise<Result<MethodOutput<typeof method>>>;

  const must: SiteMirror['must'] = async (method, input) => {
    const result = await invoke(method, input);
    if (result.ok) return result.value;
    throw new Error(`${method}: ${JSON.stringify(result.error, null, 2)}`);
  };

  async function resync(): Promise<void> {
    seq = -1;
    const snapshot: SiteSnapshot = await must('site.snapshot', {});
    ({ seq, state } = snapshot);
    const waiting = early;
    early = [];
    waiting.forEach(take);
    for (const watcher of watchers) watcher();
  }
  core.subscribe(take);
  await resync();

  const until: SiteMirror['until'] = (what, look) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        watchers.delete(check);
        const { hosts, vms, jobs, prompts } = state;
        const seen = JSON.stringify({ hosts, vms, jobs, prompts }, null, 1);
        reject(new Error(`never saw ${what}; the site is ${seen}`));
      }, limitMs);
      function check(): void {
        let found: ReturnType<typeof look>;
        try {
          found = look(state);
        } catch (error) {
          clearTimeout(timer);
          watchers.delete(check);
          reject(error);
          return;
        }
        if (found === undefined || found === false) return;
        clearTimeout(timer);
        watchers.delete(check);
        resolve(found as Exclude<typeof found, false | undefined>);
      }
      watchers.add(check);
      check();
    });

  return {
    invoke,
    must,
    state: () => state,
    until,
    ended: (jobId) =>
      until(`the end of job ${jobId}`, ({ jobs }) => {
        const job = jobs[jobId];
        return job && endedJobStates.includes(job.state) ? job : undefined;
      }),
  };
}
