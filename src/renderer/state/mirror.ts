import type { Transport } from '../../shared/contract/transport.ts';
import type { SiteDelta, SiteState } from '../../shared/model/site.ts';
import { sameArrivals, sortJobsToHosts } from './active-jobs.ts';
import { applyEvents, changesShape } from './apply-events.ts';
import { createDeltaPump, type Scheduler } from './delta-pump.ts';
import { pruned } from './selection.ts';
import type { AppStore } from './store.ts';

export interface MirrorClock {
  now(): number;
  schedule: Scheduler;
  /** Calls back after a while; returns how to call it off. */
  after(ms: number, run: () => void): () => void;
}

const noJobs: SiteState['jobs'] = {};
const noPrompts: SiteState['prompts'] = {};
const firstRetryMs = 500;
const longestRetryMs = 10_000;

/**
 * Keeps the store's site equal to the core's: one snapshot, then numbered deltas. A number that
 * is missing, or a way to the core that was broken meanwhile, leads to a new snapshot. While the
 * user looks at a past moment, its hosts and VMs stand in the place of today's, which go on unseen.
 * Returns how to stop.
 */
export function startMirror(store: AppStore, transport: Transport, clock: MirrorClock): () => void {
  let seq = 0;
  let stopped = false;
  /** Deltas that came while a snapshot was on its way; null: none is. */
  let held: SiteDelta[] | null = null;
  let attempt = 0;
  let cancelRetry: (() => void) | null = null;

  let site: SiteState = store.getState().site;
  let shape = store.getState().shape;
  /** Of what jobs and prompts the board's marks are made now: those of the past are not known. */
  let placed = site.jobs;
  let prompted = site.prompts;

  const pump = createDeltaPump({
    schedule: clock.schedule,
    now: clock.now,
    step(events) {
      site = applyEvents(site, events);
      if (events.some(changesShape)) shape += 1;
    },
    commit: publish,
  });

  function publish(): void {
    const before = store.getState();
    const past = before.travel?.shown?.site;
    const shown = past ? { ...site, hosts: past.hosts, vms: past.vms } : site;
    const selection =
      shape === before.shape
        ? before.selection
        : pruned(before.selection, (hostId, name) => Object.hasOwn(shown.vms[hostId] ?? {}, name));
    const { jobsByHost: old } = before;
    const jobs = past ? noJobs : site.jobs;
    const jobsByHost = jobs === placed ? old : sortJobsToHosts(jobs, old);
    placed = jobs;
    if (!sameArrivals(old, jobsByHost)) shape += 1;
    const asked = past ? noPrompts : site.prompts;
    const promptHosts =
      asked === prompted
        ? before.promptHosts
        : new Set(Object.values(asked).map((prompt) => prompt.hostId));
    prompted = asked;
    store.setState({ site: shown, shape, selection, jobsByHost, promptHosts });
  }

  function take(delta: SiteDelta): void {
    if (held) {
      held.push(delta);
      return;
    }
    if (delta.seq <= seq) return;
    if (delta.seq > seq + 1) {
      void resync([delta]);
      return;
    }
    seq = delta.seq;
    pump.push(delta.events);
  }

  async function resync(early: SiteDelta[]): Promise<void> {
    cancelRetry?.();
    cancelRetry = null;
    held = early;
    const mine = ++attempt;
    const answer = await transport.invoke('site.snapshot', {});
    if (stopped || mine !== attempt) return;
    if (!answer.ok) {
      held = null;
      const status = store.getState().core.status;
      store.setState({ core: { status: 'lost', since: sinceWhen(status), problem: answer.error } });
      retry();
      return;
    }
    failures = 0;
    pump.clear();
    seq = answer.value.seq;
    site = answer.value.state;
    shape += 1;
    publish();
    store.setState({ core: { status: 'live', since: clock.now(), problem: null } });
    const meanwhile = held ?? [];
    held = null;
    for (const delta of meanwhile) take(delta);
  }

  let failures = 0;
  function retry(): void {
    const wait = Math.min(longestRetryMs, firstRetryMs * 2 ** failures);
    failures += 1;
    cancelRetry = clock.after(wait, () => void resync([]));
  }

  function sinceWhen(status: string): number {
    return status === 'lost' ? store.getState().core.since : clock.now();
  }

  const stopDeltas = transport.subscribe(take);
  const stopConnection = transport.onConnection((connected) => {
    if (connected) {
      if (store.getState().core.status === 'lost') void resync([]);
      return;
    }
    attempt += 1;
    held = null;
    cancelRetry?.();
    const { core } = store.getState();
    store.setState({ core: { status: 'lost', since: sinceWhen(core.status), problem: null } });
  });
  const stopTravel = store.subscribe((now, before) => {
    if (now.travel?.shown === before.travel?.shown) return;
    shape += 1;
    publish();
  });
  void resync([]);

  return () => {
    stopped = true;
    stopTravel();
    cancelRetry?.();
    stopDeltas();
    stopConnection();
  };
}
