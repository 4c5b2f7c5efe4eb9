import { WebSocket } from 'ws';
import type { MethodInput, MethodName, MethodOutput } from '../../src/shared/contract/methods.ts';
import { applyEvent, emptySite } from '../../src/shared/model/apply-event.ts';
import { endedJobStates, type Job } from '../../src/shared/model/job.ts';
import type { SiteDelta, SiteSnapshot, SiteState } from '../../src/shared/model/site.ts';
import type { Result } from '../../src/shared/result.ts';

/** A renderer without a page: it signs in to a running console, calls it, and mirrors the site. */
export interface ConsoleClient {
  invoke<M extends MethodName>(method: M, input: MethodInput<M>): Promise<Result<MethodOutput<M>>>;
  /** As invoke, but a failure is thrown with all it says. */
  must<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>>;
  state(): SiteState;
  /** Resolves with the first value that is neither undefined nor false, now or after a change. */
  until<T>(what: string, look: (state: SiteState) => T | undefined | false): Promise<T>;
  /** Waits for the job's end and returns it as it is then. */
  ended(jobId: string): Promise<Job>;
  close(): void;
}

const limitMs = 10 * 60_000;

async function signIn(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`the console did not let us in: ${response.status}`);
  return cookie;
}

export async function connectClient(url: string): Promise<ConsoleClient> {
  const { host } = new URL(url);
  const cookie = await signIn(url);
  const socket = new WebSocket(`ws://${host}/ws`, {
    headers: { cookie, origin: `http://${host}` },
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const calls = new Map<number, { resolve(result: Result<unknown>): void; reject(): void }>();
  const watchers = new Set<() => void>();
  let lastId = 0;
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

  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.delta) return take(message.delta);
    calls.get(message.id)?.resolve(message.result);
    calls.delete(message.id);
  });
  socket.once('close', () => {
    for (const { reject } of calls.values()) reject();
    calls.clear();
  });

  const invoke: ConsoleClient['invoke'] = (method, input) =>
    new Promise((resolve, reject) => {
      if (socket.readyState !== WebSocket.OPEN) return reject(new Error('the console is gone'));
      lastId += 1;
      calls.set(lastId, {
        resolve: resolve as (result: Result<unknown>) => void,
        reject: () => reject(new Error('the console is gone')),
      });
      socket.send(JSON.stringify({ id: lastId, method, input }));
    });

  const must: ConsoleClient['must'] = async (method, input) => {
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
  await resync();

  const until: ConsoleClient['until'] = (what, look) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        watchers.delete(check);
        const seen = {
          hosts: state.hosts,
          vms: state.vms,
          jobs: state.jobs,
          prompts: state.prompts,
        };
        reject(new Error(`never saw ${what}; the site is ${JSON.stringify(seen, null, 1)}`));
      }, limitMs);
      function check(): void {
        const found = look(state);
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
    close: () => socket.terminate(),
  };
}
