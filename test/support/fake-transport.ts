import { makePlan } from '../../src/main/core/capacity/make-plan.ts';
import { appError } from '../../src/shared/app-error.ts';
import { type CapacityPlan, planInputSchema } from '../../src/shared/capacity/capacity-plan.ts';
import type { MethodInput, MethodName, MethodOutput } from '../../src/shared/contract/methods.ts';
import type { Transport } from '../../src/shared/contract/transport.ts';
import { diffSites } from '../../src/shared/history/diff-sites.ts';
import type { PastSite } from '../../src/shared/history/past-site.ts';
import { estimateMove } from '../../src/shared/migration/estimate-move.ts';
import { judgeMove } from '../../src/shared/migration/judge-move.ts';
import { applyEvent, emptySite } from '../../src/shared/model/apply-event.ts';
import type { Job, JobSpec } from '../../src/shared/model/job.ts';
import type { SiteDelta, SiteEvent, SiteState } from '../../src/shared/model/site.ts';
import type { Vm } from '../../src/shared/model/vm.ts';
import { err, ok, type Result } from '../../src/shared/result.ts';
import { foldText, wordsOf } from '../../src/shared/search/fold-text.ts';
import { createFakeHosts } from './fake-hosts.ts';
import { noImageServers } from './fake-images.ts';
import { createFakeMoves, type FakeMoves } from './fake-moves.ts';
import { fakeOutages } from './fake-outages.ts';
import { createFakeReports } from './fake-reports.ts';
import { fakeSeries } from './fake-series.ts';
import { createFakeSla } from './fake-sla.ts';

/** A core without any host: a site in memory, with moves that take a few seconds. */
export interface FakeCore extends Transport {
  state(): SiteState;
  emit(events: readonly SiteEvent[]): void;
  /** Leaves a number out, as if a delta had been lost. */
  skipDelta(): void;
  setConnected(connected: boolean): void;
  /** Calls of this method wait from now on; null: none does, and those that waited go on. */
  hold(method: MethodName | null): void;
  /** Brings running moves on, where they are `stepped`. */
  stepMoves: FakeMoves['step'];
  movesAreUnderWay: FakeMoves['areUnderWay'];
  /** Every call that was made, for tests to look at. */
  readonly calls: readonly { method: MethodName; input: unknown }[];
}

const pastOf = ({ hosts, vms }: SiteState): PastSite => ({ hosts, vms });

type Handlers = {
  [M in MethodName]: (input: MethodInput<M>) => Result<MethodOutput<M>>;
};

export function createFakeCore(initial: SiteState, pace: 'timed' | 'stepped' = 'timed'): FakeCore {
  let state = initial;
  let seq = 0;
  let lastJob = 0;
  /** The site after every change, with when it was: what the store keeps in the real core. */
  const past: { at: number; site: PastSite }[] = [{ at: Date.now(), site: pastOf(initial) }];
  const listeners = new Set<(delta: SiteDelta) => void>();
  const connectionListeners = new Set<(connected: boolean) => void>();
  const calls: { method: MethodName; input: unknown }[] = [];

  function emit(events: readonly SiteEvent[]): void {
    for (const event of events) state = applyEvent(state, event);
    past.push({ at: Math.max(Date.now(), (past.at(-1)?.at ?? 0) + 1), site: pastOf(state) });
    seq += 1;
    for (const listener of listeners) listener({ seq, events: [...events] });
  }

  function siteAt(at: number): PastSite {
    return past.findLast((moment) => moment.at <= at)?.site ?? { hosts: {}, vms: {} };
  }

  function tell(events: readonly SiteEvent[]): Result<Record<string, never>> {
    emit(events);
    return ok({});
  }

  function vmOf(hostId: string, name: string): Vm | undefined {
    return state.vms[hostId]?.[name];
  }

  function newJob(spec: JobSpec): Job {
    lastJob += 1;
    return {
      id: `fake-${lastJob}`,
      spec,
      state: 'queued',
      phase: null,
      progress: null,
      cancellable: true,
      createdAt: Date.now(),
      startedAt: null,
      endedAt: null,
      pauseMs: null,
      summary: null,
      error: null,
      log: [],
      findings: [],
    };
  }

  function put(job: Job): void {
    emit([{ type: 'job-put', job }]);
  }

  function runPower(job: Job & { spec: JobSpec & { kind: 'power' } }): void {
    put({ ...job, state: 'running', startedAt: Date.now(), cancellable: false });
    setTimeout(() => {
      const vm = vmOf(job.spec.hostId, job.spec.vm);
      if (vm) {
        const next = {
          start: 'running',
          resume: 'running',
          reboot: 'running',
          pause: 'paused',
          shutdown: 'halted',
          'force-off': 'halted',
        } as const;
        emit([{ type: 'vm-put', vm: { ...vm, state: next[job.spec.action] } }]);
      }
      put({
        ...job,
        state: 'succeeded',
        cancellable: false,
        endedAt: Date.now(),
        summary: `${job.spec.vm}: ${job.spec.action} done.`,
      });
    }, 900);
  }

  function pausePlan(jobId: string, paused: boolean): Result<Record<string, never>> {
    const job = state.jobs[jobId];
    if (job?.plan) put({ ...job, plan: { ...job.plan, paused } });
    return ok({});
  }

  const plans: CapacityPlan[] = [];
  const moves = createFakeMoves({ state: () => state, emit, pace });
  const sla = createFakeSla(() => state, Date.now);

  const handlers: Handlers = {
    'site.snapshot': () => ok({ seq, state }),
    'site.openDemo': () => tell([{ type: 'site', kind: 'demo' }]),
    'site.openOwn': () => {
      state = { ...emptySite, kind: 'own' };
      seq += 2;
      for (const listener of listeners) listener({ seq, events: [{ type: 'site', kind: 'own' }] });
      return ok({});
    },
    ...createFakeHosts({ state: () => state, emit }),
    'site.dismissWarning': ({ id }) => tell([{ type: 'warning-removed', id }]),
    'siteFile.places': () =>
      ok({
        saveTo: '/home/admin/stateroom-2026-11-30.age',
        found: [
          {
            path: '/home/admin/Downloads/site.age',
            bytes: 3_400_000,
            modifiedAt: 1_796_000_000_000,
          },
        ],
        canChoose: true,
      }),
    'siteFile.choose': ({ path }) => ok({ path: path || '/media/stick/site.age' }),
    'siteFile.save': ({ path }) => ok({ path, bytes: 3_400_000, samplesProblem: null }),
    'siteFile.open': () =>
      err(appError('file-passphrase-wrong', 'This passphrase does not open the site file.')),
    'siteFile.cancel': () => ok({}),
    'prompts.answer': ({ promptId }) => tell([{ type: 'prompt-removed', promptId }]),
    'vms.power': ({ vm, action }) => {
      const job = newJob({ kind: 'power', action, vm: vm.name, hostId: vm.hostId });
      runPower(job as Job & { spec: JobSpec & { kind: 'power' } });
      return ok({ jobId: job.id });
    },
    'vms.readConfig': ({ name }) =>
      ok({
        path: `/etc/xen/${name}.cfg`,
        asLastSeen: false,
        text: `# ${name}\nname = "${name}"\ntype = "pvh"\nmemory = 2048\nvcpus = 2\nkernel = "/boot/guest/vmlinuz"\ndisk = [ '/srv/vm/${name}.img,raw,xvda,rw' ]\nvif = [ 'bridge=xenbr0' ]\n`,
      }),
    'moves.preflight': ({ vm: ref, targetHostId, mode }) => {
      const vm = vmOf(ref.hostId, ref.name);
      const source = state.hosts[ref.hostId];
      const target = state.hosts[targetHostId];
      if (!vm || !source || !target) return err(appError('vm-not-found', 'There is no such VM.'));
      const verdict = judgeMove({
        vm,
        source,
        target,
        targetVms: Object.values(state.vms[targetHostId] ?? {}),
        jobs: Object.values(state.jobs),
        settings: state.settings,
        mode,
      });
      return ok({ verdict, estimate: estimateMove({ vm, mode, history: [] }) });
    },
    'moves.start': ({ moves: wanted }) => {
      const jobs = wanted.map((move) =>
        newJob({
          kind: 'move',
          mode: move.mode,
          vm: move.vm.name,
          uuid: vmOf(move.vm.hostId, move.vm.name)?.uuid ?? '',
          sourceHostId: move.vm.hostId,
          targetHostId: move.targetHostId,
          memoryMiB: vmOf(move.vm.hostId, move.vm.name)?.memoryMiB ?? 0,
        }),
      );
      emit(jobs.map((job) => ({ type: 'job-put', job })));
      moves.startQueued();
      return ok({ jobIds: jobs.map((job) => job.id) });
    },
    ...noImageServers,
    'capacity.plan': (input) => {
      const plan = makePlan(state, planInputSchema.parse(input), () => []);
      plans.push(plan);
      return ok({ planId: `plan-${plans.length}`, plan });
    },
    'capacity.progress': () => ok({ progress: { stage: 'searching', fraction: 0.4 } }),
    'capacity.cancel': () => ok({}),
    'capacity.check': () => ok({ troubles: [] }),
    'capacity.apply': ({ planId, onTrouble }) => {
      const plan = plans[Number(planId.slice('plan-'.length)) - 1];
      if (!plan) return err(appError('not-possible-now', 'This plan is not known any more.'));
      const { goal, moves: steps } = plan;
      const job = newJob({
        kind: 'plan',
        planId,
        goal,
        hostId: null,
        moves: steps.length,
        onTrouble,
      });
      const counts = { moves: steps.length, moved: 0, running: 0, leftOut: 0, failed: 0 };
      put({
        ...job,
        state: 'running',
        startedAt: Date.now(),
        plan: { ...counts, round: 1, rounds: 1, paused: false },
      });
      const children = steps.map(({ vm, uuid, targetHostId, mode, memoryMiB }) =>
        newJob({
          kind: 'move',
          mode,
          vm: vm.name,
          uuid,
          sourceHostId: vm.hostId,
          targetHostId,
          memoryMiB,
          plan: job.id,
        }),
      );
      emit(children.map((child) => ({ type: 'job-put', job: child })));
      moves.startQueued();
      return ok({ jobId: job.id });
    },
    // The disks of all VMs here are served by qemu, which counts nothing.
    'samples.series': (range) =>
      ok(fakeSeries(range, Date.now(), { countsDisks: range.subject.kind !== 'vm' })),
    ...fakeOutages,
    'sla.overview': () => ok(sla.overview()),
    'sla.ofVm': ({ uuid }) => ok(sla.ofVm(uuid)),
    'sla.days': ({ uuid }) => ok({ days: sla.days(uuid) }),
    'sla.put': (input) => ok(sla.put(input)),
    'sla.remove': ({ id }) => {
      sla.remove(id);
      return ok({});
    },
    'sla.accept': ({ uuid }) =>
      sla.accept(uuid)
        ? ok({})
        : err(appError('not-possible-now', 'This is not proposed any more.')),
    'sla.dismiss': ({ uuid }) => {
      sla.dismiss(uuid);
      return ok({});
    },
    'vms.tag': ({ vm, tags }) => {
      sla.tag(vmOf(vm.hostId, vm.name)?.uuid ?? '', tags);
      return ok({});
    },
    'jobs.cancel': ({ jobId }) => {
      const job = state.jobs[jobId];
      if (!job) return err(appError('job-not-found', 'There is no such job.'));
      put({
        ...job,
        state: 'cancelled',
        cancellable: false,
        endedAt: Date.now(),
        summary: 'vm' in job.spec ? `${job.spec.vm} stayed where it was.` : 'Cancelled.',
      });
      moves.step(0);
      return ok({});
    },
    'jobs.pause': ({ jobId }) => pausePlan(jobId, true),
    'jobs.resume': ({ jobId }) => pausePlan(jobId, false),
    'jobs.dismiss': ({ jobId }) => tell([{ type: 'job-removed', jobId }]),
    'jobs.recheck': ({ jobId }) => {
      const job = state.jobs[jobId];
      if (job) put({ ...job, state: 'succeeded', summary: 'It runs at the target.' });
      return ok({});
    },
    'history.moments': () => ok({ moments: past.map(({ at }) => at) }),
    'history.at': ({ at }) => ok(siteAt(at)),
    'history.images': () => ok({ overview: null }),
    'history.diff': ({ from, to }) => ok({ changes: diffSites(siteAt(from), siteAt(to)) }),
    'history.find': ({ query, limit }) => {
      const words = wordsOf(query);
      const events = past.flatMap(({ at, site }, n) =>
        diffSites(past[n - 1]?.site ?? { hosts: {}, vms: {} }, site).map((change) => ({
          kind: 'change' as const,
          at,
          change,
        })),
      );
      const found = events.filter(({ change }) =>
        words.every((word) => foldText(change.name).includes(word)),
      );
      return ok({ events: found.reverse().slice(0, limit) });
    },
    ...createFakeReports({ state: () => state, siteAt }),
    'settings.update': (patch) => {
      emit([
        {
          type: 'settings',
          settings: { ...state.settings, ...(patch as Partial<SiteState['settings']>) },
        },
      ]);
      return ok({});
    },
  };

  let connected = true;
  let held: MethodName | null = null;
  let release: () => void = () => {};
  let released = Promise.resolve();
  return {
    calls,
    state: () => state,
    emit,
    stepMoves: moves.step,
    movesAreUnderWay: moves.areUnderWay,
    hold(method) {
      release();
      held = method;
      released = new Promise((resolve) => {
        release = resolve;
      });
    },
    skipDelta: () => {
      seq += 1;
    },
    setConnected(next) {
      connected = next;
      for (const listener of connectionListeners) listener(next);
    },
    async invoke(method, input) {
      calls.push({ method, input });
      await new Promise((resolve) => setTimeout(resolve, method === 'moves.preflight' ? 700 : 5));
      if (method === held) await released;
      if (!connected) return err(appError('not-connected', 'There is no connection to the core.'));
      return handlers[method](input);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onConnection(listener) {
      connectionListeners.add(listener);
      return () => connectionListeners.delete(listener);
    },
  };
}
