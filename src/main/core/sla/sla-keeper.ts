import { appError } from '../../../shared/app-error.ts';
import type { Job } from '../../../shared/model/job.ts';
import type { SiteEvent, SiteState } from '../../../shared/model/site.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { dayOf, isInHours } from '../../../shared/sla/hours.ts';
import type { Objective } from '../../../shared/sla/objective.ts';
import type { Proposal, SlaStep } from '../../../shared/sla/proposal.ts';
import type { Breach, SlaDay, SlaOfVm, SlaOverview } from '../../../shared/sla/sla-overview.ts';
import type { Clock } from '../inventory/clock.ts';
import type { SlaRepository } from '../store/sla-repository.ts';
import type { UsageReading } from '../xen/toolstack.ts';
import { activityOf } from './activity-of.ts';
import { type Control, decide, noControl, type SlaEffect, type VmControl } from './decide.ts';
import { type Evaluated, evaluateSite } from './evaluate-site.ts';
import type { Activity } from './judge-reading.ts';
import type { BreachSpan, Ledger } from './ledger.ts';
import type { Prober } from './probe/prober.ts';
import { proposeRemedy } from './propose.ts';
import type { SlaBook } from './sla-book.ts';
import type { SlaHands } from './sla-hands.ts';
import { type LastSeen, levelsOf } from './sla-levels.ts';
import { strandedRound } from './stranded-round.ts';
import { newTrial } from './trial.ts';

/** Watches what is promised to VMs, and keeps it as far as each objective lets it. */
export interface SlaKeeper {
  /** Is told of every event, when the state has it. */
  take(events: readonly SiteEvent[]): void;
  /** Is told what a host's domains were doing, before the event of its usage. */
  takeActivity(hostId: string, domains: UsageReading['domains']): void;
  overview(): Result<SlaOverview>;
  ofVm(uuid: string): SlaOfVm;
  days(uuid: string): Result<SlaDay[]>;
  put(objective: Objective): Result<void>;
  remove(id: string): Result<void>;
  setTags(uuid: string, tags: readonly string[]): Result<void>;
  /** Carries out what is proposed for a VM, if it is still this. Answers when a setting is done; what takes longer is a job. */
  accept(uuid: string, step: SlaStep): Promise<Result<void>>;
  dismiss(uuid: string): Result<void>;
  /** Writes what waits to be written, as time that was seen. */
  flush(): void;
  close(): void;
}

/** Hosts tell of their usage one by one; what comes within this is judged at once. */
const gatherMs = 500;
/** Time and breaches are written so often; a killed console loses no more. */
const flushMs = 60_000;
/** A return that failed is tried again so much later. */
const againMs = 60_000;
const mostLevels = 500;
const mostRows = 100;

export function createSlaKeeper(options: {
  book: SlaBook;
  hands: SlaHands;
  prober: Prober;
  store: SlaRepository;
  state: () => SiteState;
  clock: Clock;
}): SlaKeeper {
  const { book, hands, prober, store, state, clock } = options;
  const activity = new Map<string, ReadonlyMap<number, Activity>>();
  const ledgers = new Map<string, Ledger>();
  const seen = new Map<string, LastSeen>();
  const retryAt = new Map<string, number>();
  const pending = new Set<string>();
  let control: Control = noControl;
  let cancelRound: (() => void) | null = null;
  /** Moves that were counted; a job is told of more than once at its end. */
  const ended = new Set<string>();
  let flushedAt = clock.now();
  let strandedAt = 0;

  const maxGapMs = () => Math.max(3 * state().settings.usageIntervalSeconds * 1000, 45_000);

  function round(): void {
    cancelRound = null;
    const hostIds = [...pending];
    pending.clear();
    if (book.objectives().length > 0) {
      judge(hostIds);
      lookAfterStranded();
    }
    settleLeases();
    if (Math.abs(clock.now() - flushedAt) < flushMs) return;
    flushedAt = clock.now();
    book.flush();
  }

  function judge(hostIds: readonly string[]): void {
    const site = state();
    const { objectiveOf } = book;
    const evaluated = evaluateSite({
      state: site,
      hostIds,
      activity,
      objectiveOf,
      ledgers,
      maxGapMs: maxGapMs(),
      probeOf: (uuid, { promise: { probe } }) =>
        probe === null ? 'none' : prober.stateOf(uuid, probe, maxGapMs()).state,
    });
    for (const one of evaluated) note(one);
    for (const one of evaluated) askProbeOf(one);
    const free = evaluated.filter(({ uuid }) => !hands.isBusy(uuid));
    const decided = decide({
      control,
      evaluated: free,
      propose: (question) =>
        proposeRemedy({
          ...question,
          state: site,
          objectiveOf,
          answer: seen.get(question.vm.uuid ?? '')?.answer ?? null,
        }),
      now: clock.now(),
    });
    control = decided.control;
    for (const effect of decided.effects) void carryOut(effect);
  }

  /** Hosts that are silent tell of nothing: their VMs are looked after in the others' rounds. */
  function lookAfterStranded(): void {
    const now = clock.now();
    const site = state();
    if (Math.abs(now - strandedAt) < site.settings.usageIntervalSeconds * 1000) return;
    strandedAt = now;
    const { objectiveOf } = book;
    const patienceMs = maxGapMs();
    const { isBusy } = hands;
    const decided = strandedRound({ site, objectiveOf, isBusy, prober, control, patienceMs, now });
    if (!decided) return;
    control = decided.control;
    for (const effect of decided.effects) void carryOut(effect);
  }

  function note(one: Evaluated): void {
    const { uuid, ledger, verdict, reading, goodMs, badMs, ended } = one;
    ledgers.set(uuid, ledger);
    const { probe } = one.objective.promise;
    const answer =
      reading.probe === 'down' && probe ? prober.stateOf(uuid, probe, maxGapMs()) : null;
    seen.set(uuid, { at: ledger.at, verdict, cpu: reading.cpu, answer: answer?.why || null });
    if (goodMs + badMs > 0) book.addTime(uuid, { day: dayOf(ledger.at), goodMs, badMs });
    if (ended) book.addBreach(breachOf(uuid, nameOf(one), one.objective, ended));
  }

  /** What it says is known at the next look. */
  function askProbeOf({ uuid, vm, reading, objective }: Evaluated): void {
    const { probe, hours } = objective.promise;
    if (probe === null || vm === null || reading.presence !== 'running') return;
    if (isInHours(hours, clock.now())) prober.ask({ uuid, name: vm.name }, probe);
  }

  async function carryOut(effect: SlaEffect): Promise<void> {
    switch (effect.kind) {
      case 'act': {
        const done = await hands.carryOut(effect.proposal);
        // What was not done cannot be judged by what comes of it.
        if (!done.ok) change(effect.proposal.uuid, { trial: null });
        return;
      }
      case 'undo':
        return hands.undo(effect.uuid, effect.part, effect.to, effect.because);
      case 'say': {
        const name = levelName(effect.uuid);
        book.audit({ at: clock.now(), uuid: effect.uuid, name, kind: 'said', text: effect.text });
      }
    }
  }

  function change(uuid: string, changes: Partial<VmControl>) {
    const known = control.vms.get(uuid);
    if (!known) return;
    control = { ...control, vms: new Map(control.vms).set(uuid, { ...known, ...changes }) };
  }

  /** What is held of VMs that nothing is promised to any more goes back to what it was. */
  function settleLeases(): void {
    for (const { uuid, restart } of [...book.leases().values()]) {
      if (hands.isBusy(uuid) || (retryAt.get(uuid) ?? 0) > clock.now()) continue;
      // A host that comes back tells of its usage, and this is looked at again.
      if (!hands.canReach(uuid)) continue;
      if (restart !== undefined) {
        retryAt.set(uuid, clock.now() + againMs);
        void hands.finishRestart(uuid);
      } else if (!book.isHeldFor(uuid, clock.now())) {
        retryAt.set(uuid, clock.now() + againMs);
        const because = book.objectiveOf(uuid)
          ? 'Its objective does not ask for it now.'
          : 'Its objective was removed.';
        void hands.giveBack(uuid, because).then((done) => {
          if (done) forget(uuid);
        });
      }
    }
  }

  function forget(uuid: string): void {
    retryAt.delete(uuid);
    const vms = new Map(control.vms);
    vms.delete(uuid);
    control = { ...control, vms };
  }

  /** Whatever was promised before: what was learned of it does not hold for what is promised now. */
  function changed(): void {
    const gone = [...ledgers.keys()].filter((uuid) => !book.objectiveOf(uuid));
    for (const uuid of gone) {
      ledgers.delete(uuid);
      seen.delete(uuid);
    }
    prober.keepOnly((uuid) => book.objectiveOf(uuid)?.promise.probe != null);
    const vms = new Map(control.vms);
    for (const [uuid, known] of vms) {
      if (book.objectiveOf(uuid)) vms.set(uuid, { ...known, proposal: null, helpless: null });
      else vms.delete(uuid);
    }
    control = { ...control, vms };
    retryAt.clear();
    settleLeases();
  }

  function levelName(uuid: string): string {
    for (const vms of Object.values(state().vms)) {
      for (const vm of Object.values(vms)) if (vm.uuid === uuid) return vm.name;
    }
    return book.leases().get(uuid)?.name ?? uuid;
  }

  function proposalOf(uuid: string): Proposal | null {
    return control.vms.get(uuid)?.proposal ?? null;
  }

  /** A move that made a VM stand still for longer than promised. */
  function takeMove({ spec, pauseMs, endedAt }: Job): void {
    if (spec.kind !== 'move' || pauseMs === null || endedAt === null) return;
    const objective = book.objectiveOf(spec.uuid);
    const longest = objective?.promise.longestPauseMs ?? null;
    if (!objective || longest === null || pauseMs <= longest) return;
    const span = { since: endedAt - pauseMs, until: endedAt, cpu: null };
    book.addBreach({ uuid: spec.uuid, name: spec.vm, cause: 'pause', promised: null, ...span });
    book.addTime(spec.uuid, { day: dayOf(endedAt), goodMs: 0, badMs: pauseMs - longest });
  }

  return {
    take(events) {
      hands.take(events);
      for (const event of events) {
        if (event.type === 'usage') pending.add(event.hostId);
        if (event.type === 'host-removed') activity.delete(event.hostId);
        const isEnd = event.type === 'job-put' && event.job.endedAt !== null;
        if (isEnd && !ended.has(event.job.id)) {
          ended.add(event.job.id);
          takeMove(event.job);
        }
        if (event.type === 'job-removed') ended.delete(event.jobId);
      }
      const isIdle = book.objectives().length === 0 && book.leases().size === 0;
      if (pending.size > 0 && !isIdle) cancelRound ??= clock.after(gatherMs, round);
    },
    takeActivity: (hostId, domains) => void activity.set(hostId, activityOf(domains)),
    overview() {
      book.flush();
      const month = dayOf(clock.now()).slice(0, 7);
      const totals = store.monthOf(month);
      if (!totals.ok) return totals;
      const past = store.breaches(mostRows);
      if (!past.ok) return past;
      const audit = store.audit(mostRows);
      if (!audit.ok) return audit;
      const levels = levelsOf({
        state: state(),
        book,
        seen,
        control,
        month,
        totals: totals.value,
        now: clock.now(),
        maxGapMs: maxGapMs(),
      });
      const counts = { kept: 0, broken: 0, unknown: 0 };
      for (const { now } of levels) counts[now] += 1;
      const open = levels.flatMap(({ uuid, name, now }): Breach[] => {
        const span = now === 'broken' ? ledgers.get(uuid)?.breach : null;
        const objective = book.objectiveOf(uuid);
        return span && objective ? [breachOf(uuid, name, objective, span)] : [];
      });
      return ok({
        objectives: [...book.objectives()],
        tags: Object.fromEntries([...book.tags()].map(([uuid, tags]) => [uuid, [...tags]])),
        levels: levels.slice(0, mostLevels),
        counts,
        proposals: levels.flatMap(({ uuid }) => proposalOf(uuid) ?? []),
        breaches: [...open, ...past.value].slice(0, mostRows),
        audit: audit.value,
      });
    },
    ofVm: (uuid) => ({
      objective: book.objectiveOf(uuid),
      tags: [...(book.tags().get(uuid) ?? [])],
    }),
    days(uuid) {
      book.flush();
      return store.daysOf(uuid);
    },
    put(objective) {
      const same = book
        .objectives()
        .find(({ id, subject }) => id !== objective.id && isSame(subject, objective.subject));
      if (same) {
        return err(
          appError('not-possible-now', 'There is an objective for this already.', {
            hint: 'Change that one, or remove it first.',
          }),
        );
      }
      const written = book.putObjective(objective);
      if (written.ok) changed();
      return written;
    },
    remove(id) {
      const written = book.removeObjective(id);
      if (written.ok) changed();
      return written;
    },
    setTags(uuid, tags) {
      const written = book.setTags(uuid, [...new Set(tags)]);
      if (written.ok) changed();
      return written;
    },
    async accept(uuid, step) {
      const proposal = proposalOf(uuid);
      if (!proposal || JSON.stringify(proposal.step) !== JSON.stringify(step)) {
        return err(
          appError('not-possible-now', 'This is not proposed any more.', {
            hint: 'Look at what is proposed now: the site has changed since.',
          }),
        );
      }
      const at = clock.now();
      book.audit({
        at,
        uuid,
        name: proposal.vm.name,
        kind: 'asked',
        text: 'A proposal was accepted.',
      });
      const wanted = book.objectiveOf(uuid)?.promise.cpus ?? null;
      const trial =
        step.kind === 'tune' ? newTrial(step, ledgers.get(uuid)?.cpu ?? 0, wanted) : null;
      change(uuid, { proposal: null, actedAt: at, trial });
      const doing = hands.carryOut(proposal);
      if (step.kind !== 'tune') return ok(undefined);
      const done = await doing;
      if (!done.ok) change(uuid, { trial: null });
      return done;
    },
    dismiss(uuid) {
      change(uuid, { proposal: null, actedAt: clock.now() });
      return ok(undefined);
    },
    flush: () => book.flush(),
    close() {
      cancelRound?.();
      prober.close();
      for (const [uuid, { breach }] of ledgers) {
        const objective = book.objectiveOf(uuid);
        if (breach && objective) book.addBreach(breachOf(uuid, levelName(uuid), objective, breach));
      }
      book.flush();
    },
  };
}

function nameOf({ vm, objective, uuid }: Evaluated): string {
  return vm?.name ?? (objective.subject.kind === 'vm' ? objective.subject.name : uuid);
}

function breachOf(uuid: string, name: string, { promise }: Objective, span: BreachSpan): Breach {
  const { cause, since, until, cpu } = span;
  const isCpu = cause === 'contention' || cause === 'cap' || cause === 'vcpus';
  return {
    uuid,
    name,
    cause,
    since,
    until,
    cpu: isCpu ? cpu : null,
    promised: isCpu ? promise.cpus : null,
  };
}

function isSame(a: Objective['subject'], b: Objective['subject']): boolean {
  return a.kind === 'vm'
    ? b.kind === 'vm' && a.uuid === b.uuid
    : b.kind === 'tag' && a.tag === b.tag;
}
