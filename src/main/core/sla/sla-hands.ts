import { type AppError, appError } from '../../../shared/app-error.ts';
import { endedJobStates, type Job, type JobSpec } from '../../../shared/model/job.ts';
import type { SiteEvent, SiteState } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';
import { proofProblem } from '../../../shared/outage/proof-problem.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { type Proposal, type TunePart, tuneParts } from '../../../shared/sla/proposal.ts';
import type { SlaAudit } from '../../../shared/sla/sla-overview.ts';
import type { Jobs } from '../jobs/create-jobs.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import type { ToolstackDriver, VmTuning } from '../xen/toolstack.ts';
import { returnOf, withoutParts, withSetting } from './lease.ts';
import type { SlaBook } from './sla-book.ts';

/** Does to hosts what is decided, each as a job, with what it was before on disk first. */
export interface SlaHands {
  isBusy(uuid: string): boolean;
  /** Whether the host that it is on answers now. */
  canReach(uuid: string): boolean;
  /** Carries a step out; answers when its job is over. Audited either way. */
  carryOut(proposal: Proposal): Promise<Result<void>>;
  /** Puts one part back to what it was before a step that did not help. */
  undo(uuid: string, part: TunePart, to: number, because: string): Promise<void>;
  /** Puts everything back to what it was before the first step. False: to be tried again later. */
  giveBack(uuid: string, because: string): Promise<boolean>;
  /** Starts what was taken down for a restart that the console did not come to finish. */
  finishRestart(uuid: string): Promise<void>;
  /** Is told of every event, to learn of the ends of jobs. */
  take(events: readonly SiteEvent[]): void;
}

/** What was taken down this long ago is somebody's business by now, and not started by itself. */
const restartWithinMs = 30 * 60_000;

const partNames: Record<TunePart, string> = { weight: 'Weight', cap: 'Cap', vcpus: 'vCPUs' };
const settingText = (part: TunePart, from: number, to: number) =>
  `${partNames[part]} ${from} → ${to}.`;

export function createSlaHands(options: {
  book: SlaBook;
  jobs: () => Pick<Jobs, 'start' | 'dismiss'>;
  stateOf: () => SiteState;
  linkOf(hostId: string): HostLink | undefined;
  driverOf(hostId: string): ToolstackDriver | undefined;
  now: () => number;
}): SlaHands {
  const { book, stateOf, now } = options;
  const busy = new Set<string>();
  const fences = new Map<string, Promise<Result<void>>>();
  const waiting = new Map<string, (job: Job) => void>();

  function find(uuid: string): Vm | null {
    let found: Vm | null = null;
    for (const vms of Object.values(stateOf().vms)) {
      for (const vm of Object.values(vms)) {
        if (vm.uuid !== uuid || vm.state === 'transit') continue;
        if (found === null || vm.domid !== null) found = vm;
      }
    }
    return found;
  }

  /** A job of one spec, to its end; one that went well leaves no trace in the tray. */
  async function run(spec: JobSpec): Promise<Result<void>> {
    const started = options.jobs().start([spec]);
    if (!started.ok) return started;
    const jobId = started.value.jobIds[0] ?? '';
    const early = stateOf().jobs[jobId];
    const job =
      early && endedJobStates.includes(early.state)
        ? early
        : await new Promise<Job>((resolve) => waiting.set(jobId, resolve));
    if (job.state !== 'succeeded') {
      return err(
        job.error ?? appError('undecided', job.summary ?? 'It is not known how it ended.'),
      );
    }
    if (spec.kind === 'tune') options.jobs().dismiss(jobId);
    return ok(undefined);
  }

  async function tuningOf(vm: Vm): Promise<Result<VmTuning>> {
    const link = options.linkOf(vm.hostId);
    const driver = options.driverOf(vm.hostId);
    const scheduler = stateOf().hosts[vm.hostId]?.facts?.scheduler;
    if (!link || !driver || vm.uuid === null) {
      return err(appError('not-connected', 'This host is not connected.'));
    }
    if (scheduler !== 'credit' && scheduler !== 'credit2') {
      return err(appError('not-possible-now', 'The host’s scheduler has no weights.'));
    }
    return driver.tune(link, { vm: { name: vm.name, uuid: vm.uuid }, scheduler, to: {} });
  }

  const specOf = (vm: Vm, uuid: string, to: Partial<VmTuning>): JobSpec => ({
    kind: 'tune',
    vm: vm.name,
    uuid,
    hostId: vm.hostId,
    to,
  });

  function audit(vm: { uuid: string; name: string }, kind: SlaAudit['kind'], text: string): void {
    book.audit({ at: now(), uuid: vm.uuid, name: vm.name, kind, text });
  }

  function words({ message, details }: AppError): string {
    return details ? `${message} ${details.trim()}` : message;
  }

  /** Fences a host unless it is proved to be down; one that is being fenced is waited for. */
  async function prove(hostId: string): Promise<Result<string>> {
    const known = () => {
      const { hosts, outages } = stateOf();
      const host = hosts[hostId];
      const isProved = host && proofProblem(host, outages[hostId], now()) === null;
      return isProved ? (outages[hostId]?.proof?.text ?? '') : null;
    };
    const before = known();
    if (before !== null) return ok(before);
    const fence = fences.get(hostId) ?? run({ kind: 'fence', hostId });
    fences.set(hostId, fence);
    const done = await fence;
    fences.delete(hostId);
    return done.ok ? ok(known() ?? '') : done;
  }

  /** One thing at a time is done to a VM. */
  async function alone<T>(uuid: string, otherwise: T, act: () => Promise<T>): Promise<T> {
    if (busy.has(uuid)) return otherwise;
    busy.add(uuid);
    try {
      return await act();
    } finally {
      busy.delete(uuid);
    }
  }

  async function tune(vm: Vm, uuid: string, part: TunePart, to: number): Promise<Result<number>> {
    const before = await tuningOf(vm);
    if (!before.ok) return before;
    const from = before.value[part];
    const named = { uuid, name: vm.name };
    const lease = withSetting(book.leases().get(uuid) ?? null, named, part, from, to);
    const kept = book.putLease(uuid, lease);
    if (!kept.ok) return kept;
    const done = await run(specOf(vm, uuid, { [part]: to }));
    return done.ok ? ok(from) : done;
  }

  async function restart(vm: Vm, uuid: string): Promise<Result<void>> {
    const named = { uuid, name: vm.name };
    const before = book.leases().get(uuid) ?? { ...named, parts: {} };
    // On disk before it is taken down, so that the next start knows to bring it up again.
    const kept = book.putLease(uuid, { ...before, restart: { hostId: vm.hostId, at: now() } });
    if (!kept.ok) return kept;
    const power = { kind: 'power', vm: vm.name, hostId: vm.hostId } as const;
    const down = await run({ ...power, action: 'force-off' });
    const up = down.ok ? await run({ ...power, action: 'start' }) : down;
    if (up.ok) book.putLease(uuid, withoutRestart(uuid));
    return up;
  }

  function withoutRestart(uuid: string) {
    const lease = book.leases().get(uuid);
    if (!lease) return null;
    const { restart: _done, ...rest } = lease;
    return withoutParts(rest, []);
  }

  async function act({ uuid, step, vm: ref }: Proposal, vm: Vm): Promise<Result<string>> {
    switch (step.kind) {
      case 'tune': {
        const from = await tune(vm, uuid, step.part, step.to);
        return from.ok ? ok(settingText(step.part, from.value, step.to)) : from;
      }
      case 'power': {
        const { name, hostId } = ref;
        const { action } = step;
        const done =
          action === 'restart'
            ? await restart(vm, uuid)
            : await run({ kind: 'power', action, vm: name, hostId });
        return done.ok
          ? ok({ restart: 'Restarted.', start: 'Started.', resume: 'Resumed.' }[action])
          : done;
      }
      case 'move': {
        const { targetHostId } = step;
        const { name, memoryMiB } = vm;
        const sourceHostId = vm.hostId;
        const move = { kind: 'move', mode: 'live', vm: name, uuid, memoryMiB } as const;
        const done = await run({ ...move, sourceHostId, targetHostId });
        const label = stateOf().hosts[targetHostId]?.label ?? targetHostId;
        return done.ok ? ok(`Moved to ${label}.`) : done;
      }
      case 'elsewhere': {
        const { targetHostId } = step;
        const { name, hostId, memoryMiB } = vm;
        const proved = await prove(hostId);
        if (!proved.ok) return proved;
        const kind = 'restart-elsewhere';
        const done = await run({ kind, vm: name, uuid, hostId, targetHostId, memoryMiB });
        const label = stateOf().hosts[targetHostId]?.label ?? targetHostId;
        return done.ok ? ok(`Started on ${label}. ${proved.value}`) : done;
      }
    }
  }

  return {
    isBusy: (uuid) => busy.has(uuid),
    canReach: (uuid) => stateOf().hosts[find(uuid)?.hostId ?? '']?.link.state === 'online',
    carryOut: (proposal) =>
      alone(proposal.uuid, err(alreadyBusy(proposal.vm.name)), async () => {
        const vm = find(proposal.uuid);
        if (!vm || vm.hostId !== proposal.vm.hostId) return err(elsewhere(proposal.vm.name));
        const named = { uuid: proposal.uuid, name: vm.name };
        const done = await act(proposal, vm);
        if (done.ok) audit(named, 'set', `${done.value} ${proposal.because}`);
        else audit(named, 'failed', `${words(done.error)} (${proposal.because})`);
        return done.ok ? ok(undefined) : done;
      }),
    undo: (uuid, part, to, because) =>
      alone(uuid, undefined, async () => {
        const vm = find(uuid);
        const lease = book.leases().get(uuid);
        if (!vm || !lease || vm.domid === null) return;
        const before = await tuningOf(vm);
        // Somebody else has set it meanwhile: that is theirs.
        if (before.ok && !lease.parts[part]?.ours.includes(before.value[part])) return;
        const done = before.ok ? await run(specOf(vm, uuid, { [part]: to })) : before;
        if (!done.ok) return audit(lease, 'failed', `${words(done.error)} (${because})`);
        const isOriginal = lease.parts[part]?.original === to;
        if (isOriginal) book.putLease(uuid, withoutParts(lease, [part]));
        const from = before.ok ? before.value[part] : to;
        audit(lease, 'returned', `${settingText(part, from, to)} ${because}`);
      }),
    giveBack: (uuid, because) =>
      alone(uuid, false, async () => {
        const lease = book.leases().get(uuid);
        const vm = find(uuid);
        if (!lease || !vm) return false;
        if (vm.domid === null) {
          audit(lease, 'returned', `It is off, and starts as its file says. ${because}`);
          return book.putLease(uuid, null).ok;
        }
        const before = await tuningOf(vm);
        if (!before.ok) return false;
        const back = returnOf(lease, before.value);
        const set = tuneParts.filter((part) => back.set[part] !== undefined);
        const done = set.length > 0 ? await run(specOf(vm, uuid, back.set)) : ok(undefined);
        if (!done.ok) {
          audit(lease, 'failed', `${words(done.error)} (${because})`);
          return false;
        }
        const texts = [
          ...set.map((part) => settingText(part, before.value[part], back.set[part] ?? 0)),
          ...back.others.map(
            (part) =>
              `${partNames[part]} was set to ${before.value[part]} by somebody else, and stays.`,
          ),
        ];
        audit(lease, 'returned', `${texts.join(' ')} ${because}`.trim());
        return book.putLease(uuid, null).ok;
      }),
    finishRestart: (uuid) =>
      alone(uuid, undefined, async () => {
        const lease = book.leases().get(uuid);
        const vm = find(uuid);
        // Where some host is not heard of it may have been started there meanwhile.
        const hosts = Object.values(stateOf().hosts);
        if (!lease?.restart || hosts.some(({ link }) => link.state !== 'online')) return;
        const isLate = Math.abs(now() - lease.restart.at) > restartWithinMs;
        if (isLate) {
          audit(lease, 'failed', 'The console ended in the middle of its restart, long ago.');
        } else if (vm?.state === 'halted' && vm.hostId === lease.restart.hostId) {
          const power = { kind: 'power', action: 'start', vm: vm.name, hostId: vm.hostId } as const;
          const done = await run(power);
          if (!done.ok) audit(lease, 'failed', words(done.error));
          else audit(lease, 'set', 'Started: the console ended in the middle of its restart.');
        }
        if (isLate || vm?.state !== 'crashed') book.putLease(uuid, withoutRestart(uuid));
      }),
    take(events) {
      for (const event of events) {
        if (event.type !== 'job-put' || !endedJobStates.includes(event.job.state)) continue;
        waiting.get(event.job.id)?.(event.job);
        waiting.delete(event.job.id);
      }
    },
  };
}

function alreadyBusy(name: string): AppError {
  return appError('vm-busy', `Something is being done to ${name} already.`);
}

function elsewhere(name: string): AppError {
  return appError('vm-not-found', `${name} is not where it was when this was proposed.`);
}
