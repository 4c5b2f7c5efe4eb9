/** Jobs whose every stage waits until a test lets it go on, over a real store. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { createJobs, type Jobs } from '../../src/main/core/jobs/create-jobs.ts';
import {
  type DefinedJob,
  defineJob,
  type JobContext,
} from '../../src/main/core/jobs/define-job.ts';
import type { JobEnd } from '../../src/main/core/jobs/job-machine.ts';
import type { JobJournal } from '../../src/main/core/store/job-journal.ts';
import { openStore, type Store } from '../../src/main/core/store/open-store.ts';
import { applyEvent, emptySite } from '../../src/shared/model/apply-event.ts';
import type { JobSpec } from '../../src/shared/model/job.ts';
import type { SiteState } from '../../src/shared/model/site.ts';
import { ok, type Result } from '../../src/shared/result.ts';
import { recordingLog } from './quiet-log.ts';
import { moveSpec } from './sample-move.ts';
import { until } from './until.ts';

export let folder: string;
let ids = 0;
const stores: Store[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobs-'));
});
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  rmSync(folder, { recursive: true });
});

export function openFile(): Store {
  const store = openStore(join(folder, 'site.sqlite'), { log: recordingLog() });
  if (!store.ok) throw new Error(store.error.message);
  stores.push(store.value);
  return store.value;
}

function vmOf(spec: JobSpec): string {
  if (spec.kind === 'plan') return spec.planId;
  if (spec.kind === 'fence') return spec.hostId;
  return 'vm' in spec ? spec.vm : spec.serverId;
}

type MoveSpec = Extract<JobSpec, { kind: 'move' }>;
export const move = (vm: string, source = 'xen-a', target = 'xen-b'): MoveSpec => ({
  ...moveSpec,
  vm,
  sourceHostId: source,
  targetHostId: target,
});
export const reboot = (vm: string, hostId = 'xen-a'): JobSpec => ({
  kind: 'power',
  action: 'reboot',
  vm,
  hostId,
});

/** What one stage of a job is waiting for: a test lets it go on, with a value or a throw. */
export type Stage = 'validate' | 'run' | 'rejoin' | 'verify';
interface Waiting {
  stage: Stage;
  context: JobContext<JobSpec>;
  go(value: unknown): void;
  fail(error: Error): void;
}

/** A console's jobs, each stage of which waits for the test. */
export function openJobs(options: { journal?: JobJournal; concurrency?: number } = {}) {
  const store = options.journal ? null : openFile();
  const waiting: Waiting[] = [];
  const log = recordingLog();
  let site: SiteState = emptySite;
  let clock = 100;
  const seen: string[] = [];

  function stage<T>(name: Stage, context: JobContext<JobSpec>): Promise<T> {
    seen.push(`${vmOf(context.spec)} ${name}`);
    return new Promise((resolve, reject) => {
      const one: Waiting = {
        stage: name,
        context,
        go: (value) => {
          waiting.splice(waiting.indexOf(one), 1);
          resolve(value as T);
        },
        fail: (error) => {
          waiting.splice(waiting.indexOf(one), 1);
          reject(error);
        },
      };
      waiting.push(one);
    });
  }
  const own = (context: JobContext<never>) => context as unknown as JobContext<JobSpec>;
  const stages = {
    validate: (context: JobContext<never>) => stage<Result<string>>('validate', own(context)),
    run: (context: JobContext<never>) => stage<string>('run', own(context)),
    rejoin: (context: JobContext<never>) => stage<string>('rejoin', own(context)),
    verify: (context: JobContext<never>) => stage<JobEnd>('verify', own(context)),
  };
  const definitions: DefinedJob[] = [
    defineJob<MoveSpec, string, string>({
      ...stages,
      kind: 'move',
      claims: ({ vm, sourceHostId, targetHostId }) => ({
        vms: [
          { hostId: sourceHostId, name: vm },
          { hostId: targetHostId, name: vm },
        ],
        move: { sourceHostId, targetHostId },
      }),
    }),
    defineJob<Extract<JobSpec, { kind: 'power' }>, string, string>({
      ...stages,
      kind: 'power',
      claims: ({ hostId, vm }) => ({ vms: [{ hostId, name: vm }], move: null }),
    }),
  ];
  const jobs = createJobs({
    definitions,
    journal: options.journal ?? (store as Store).journal,
    moveConcurrency: () => options.concurrency ?? 2,
    emit: (events) => {
      for (const event of events) site = applyEvent(site, event);
    },
    log,
    now: () => clock++,
    newId: () => `job${++ids}`,
  });
  const at = (name: Stage, vm: string) =>
    waiting.find((one) => one.stage === name && vmOf(one.context.spec) === vm);
  return {
    jobs,
    log,
    seen,
    waiting,
    /** The console is killed: nothing more is written, whatever was under way. */
    kill() {
      store?.close();
      stores.splice(stores.indexOf(store as Store), 1);
    },
    job: (id: string) => site.jobs[id],
    all: () => Object.values(site.jobs),
    reach: (name: Stage, vm: string) => until(() => at(name, vm), `${vm} at ${name}`),
    /** Takes a job from where it is to its end. */
    async finish(vm: string, end: JobEnd = succeeded) {
      for (const name of ['validate', 'run', 'verify'] as const) {
        const values = { validate: ok('plan'), run: 'report', verify: end };
        (await until(() => at(name, vm), `${vm} at ${name}`)).go(values[name]);
      }
    },
    openInJournal(): string[] {
      const open = (store as Store).journal.openJobs();
      if (!open.ok) throw new Error(open.error.message);
      return open.value.jobs.map(({ id }) => id);
    },
  };
}

export const succeeded: JobEnd = { state: 'succeeded', summary: 'It is there.' };
export const undecided: JobEnd = { state: 'undecided', summary: 'Who knows.' };

export function started(jobs: Jobs, ...specs: JobSpec[]): string[] {
  const result = jobs.start(specs);
  if (!result.ok) throw new Error(result.error.message);
  return result.value.jobIds;
}
