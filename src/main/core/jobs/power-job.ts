import { type AppError, appError } from '../../../shared/app-error.ts';
import type { JobSpec, PowerAction } from '../../../shared/model/job.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import type { ToolstackDriver } from '../xen/toolstack.ts';
import { type DefinedJob, defineJob, type JobContext } from './define-job.ts';
import type { JobEnd } from './job-machine.ts';
import { type DomainSighting, lookAtDomains } from './look-at-domains.ts';
import { pauseFor } from './pause-for.ts';
import { isReached, stateWords } from './power-goal.ts';
import { readyWithin } from './ready-within.ts';

type PowerSpec = Extract<JobSpec, { kind: 'power' }>;

interface Plan {
  link: HostLink;
  driver: ToolstackDriver;
  before: number | null;
  configPath: string | null;
}

/** What the toolstack said; null when it was a former run of the console that asked it. */
type Report = Result<{ log: string }> | null;

/** How long a guest may take until it is where it should be. A shutdown of a big one takes time. */
const patienceMs: Record<PowerAction, number> = {
  start: 60_000,
  shutdown: 180_000,
  reboot: 180_000,
  'force-off': 60_000,
  pause: 30_000,
  resume: 30_000,
};

/**
 * Start, shut down, reboot, force off, pause, resume. The toolstack's "ok" is not the end: the job
 * looks at the host until the VM is where it should be, or says in what state it is instead.
 */
export function powerJob(ports: {
  linkOf(hostId: string): HostLink | undefined;
  driverOf(hostId: string): ToolstackDriver | undefined;
  stateOf(): SiteState;
  /** Milliseconds between two looks. */
  lookEveryMs?: number;
  patience?: (action: PowerAction) => number;
}): DefinedJob {
  const lookEveryMs = ports.lookEveryMs ?? 1_000;
  const patience = ports.patience ?? ((action: PowerAction) => patienceMs[action]);

  async function sight(link: HostLink, name: string): Promise<Result<DomainSighting | null>> {
    const seen = await lookAtDomains(link);
    if (!seen.ok) return seen;
    return ok(seen.value.find((domain) => domain.name === name) ?? null);
  }

  return defineJob<PowerSpec, Plan, Report>({
    kind: 'power',
    claims: (spec) => ({ vms: [{ hostId: spec.hostId, name: spec.vm }], move: null }),

    async validate({ spec }) {
      const link = ports.linkOf(spec.hostId);
      const driver = ports.driverOf(spec.hostId);
      if (!link || !driver) return err(hostGone());
      const now = await sight(link, spec.vm);
      if (!now.ok) return now;
      const vm = ports.stateOf().vms[spec.hostId]?.[spec.vm];
      const refusal =
        elsewhere(spec, ports.stateOf()) ?? refusalOf(spec, now.value, vm?.configPath ?? null);
      if (refusal) return err(refusal);
      const before = now.value?.domid ?? null;
      return ok({ link, driver, before, configPath: vm?.configPath ?? null });
    },

    async run(context, { link, driver, before, configPath }) {
      const { spec } = context;
      const noted = context.journal('acting', { before });
      if (!noted.ok) return noted;
      // What the toolstack was asked for cannot be taken back.
      context.tell({ type: 'no-return' });
      const said = await driver.power(link, { name: spec.vm, configPath }, spec.action);
      const text = said.ok ? said.value.log : (said.error.details ?? '');
      context.tell({ type: 'log', lines: text.split('\n').filter((line) => line !== '') });
      return said;
    },

    async rejoin() {
      return null;
    },

    async verify(context, report) {
      const { spec } = context;
      const link = ports.linkOf(spec.hostId);
      if (!link) return failed(hostGone());
      const acted = context.entries().findLast((entry) => entry.step === 'acting');
      if (!acted) return report && !report.ok ? failed(report.error) : neverAsked;
      const before = typeof acted.data.before === 'number' ? acted.data.before : null;
      return waitFor(context, link, before, report);
    },
  });

  async function waitFor(
    context: JobContext<PowerSpec>,
    link: HostLink,
    before: number | null,
    report: Report,
  ): Promise<JobEnd> {
    const { spec } = context;
    // What the toolstack refused will not come true by waiting; a guest that is slow may.
    const refused = report !== null && !report.ok;
    const until = context.now() + (refused || report === null ? 0 : patience(spec.action));
    for (;;) {
      const ready = await readyWithin(link, 60_000, context.closing);
      const now = ready.ok ? await sight(link, spec.vm) : ready;
      if (now.ok && isReached(spec.action, before, now.value)) {
        return { state: 'succeeded', summary: `${spec.vm} is ${stateWords(now.value)}.` };
      }
      const over = context.now() >= until;
      if (over || context.closing.aborted) {
        return now.ok ? notReached(spec, now.value, report) : unseen(spec, now.error);
      }
      await pauseFor(lookEveryMs, context.closing);
    }
  }
}

/** One that was started on another host while this one was down must not be started here as well. */
function elsewhere({ action, vm, hostId }: PowerSpec, state: SiteState): AppError | null {
  if (action !== 'start') return null;
  const left = state.outages[hostId]?.vms.find(({ name }) => name === vm);
  if (!left) return null;
  const label = state.hosts[left.targetHostId]?.label ?? left.targetHostId;
  return appError('not-possible-now', `${vm} was started on ${label} while this host was down.`, {
    hint: 'Two of it would destroy its disks. Take its old configuration here out of use.',
  });
}

function refusalOf(
  { action, vm }: PowerSpec,
  now: DomainSighting | null,
  configPath: string | null,
): AppError | null {
  const refuse = (message: string, hint?: string) =>
    appError('not-possible-now', message, hint ? { hint } : {});
  if (action === 'start') {
    if (now) return refuse(`${vm} is ${stateWords(now)} already.`);
    if (configPath === null) {
      return refuse(`${vm} has no configuration file to start from.`, 'Put one into /etc/xen.');
    }
    return null;
  }
  if (!now) return refuse(`${vm} is off.`);
  if (action === 'resume' && now.activity !== 'paused') return refuse(`${vm} is not paused.`);
  if (action === 'pause' && now.activity !== 'runs') return refuse(`${vm} is ${stateWords(now)}.`);
  if ((action === 'shutdown' || action === 'reboot') && now.activity !== 'runs') {
    return refuse(
      `${vm} is ${stateWords(now)} and cannot hear a request.`,
      'Force it off instead.',
    );
  }
  return null;
}

function notReached(spec: PowerSpec, now: DomainSighting | null, report: Report): JobEnd {
  if (report !== null && !report.ok) return failed(report.error);
  const state = stateWords(now);
  if (report === null) {
    const summary = `The console ended during this; ${spec.vm} is ${state}.`;
    return failed(appError('not-possible-now', summary, { hint: 'Try it again if need be.' }));
  }
  if (spec.action === 'shutdown' || spec.action === 'reboot') {
    return failed(
      appError('command-failed', `${spec.vm} did not react to the request and is ${state}.`, {
        hint: 'Its guest may lack the Xen drivers, or hang. Wait, look at its console, or force it off.',
        details: report.value.log,
      }),
    );
  }
  return failed(
    appError('command-failed', `The toolstack agreed, but ${spec.vm} is ${state}.`, {
      details: report.value.log,
      hint: 'Look at its console and at /var/log/xen on the host.',
    }),
  );
}

function unseen(spec: PowerSpec, error: AppError): JobEnd {
  return {
    state: 'undecided',
    summary: `The host could not be asked what became of ${spec.vm}.`,
    error,
    findings: [{ hostId: spec.hostId, text: `Could not be looked at: ${error.message}` }],
  };
}

/** The journal has it begun, and not that the toolstack was about to be asked. */
const neverAsked: JobEnd = {
  state: 'cancelled',
  summary: 'The console ended before the host was asked; nothing was done.',
};

function failed(error: AppError): JobEnd {
  return { state: 'failed', summary: error.message, error };
}

function hostGone(): AppError {
  return appError('host-not-found', 'The host is not among the console’s hosts any more.');
}
