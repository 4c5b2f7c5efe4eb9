import { type AppError, appError } from '../../../shared/app-error.ts';
import type { JobSpec } from '../../../shared/model/job.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { tuneParts } from '../../../shared/sla/proposal.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import type { ToolstackDriver, TuneOrder, VmTuning } from '../xen/toolstack.ts';
import { type DefinedJob, defineJob, type JobContext } from './define-job.ts';
import type { JobEnd } from './job-machine.ts';
import { pauseFor } from './pause-for.ts';
import { readyWithin } from './ready-within.ts';

type TuneSpec = Extract<JobSpec, { kind: 'tune' }>;

interface Plan {
  link: HostLink;
  driver: ToolstackDriver;
  order: TuneOrder;
}

/** What the toolstack said; null when it was a former run of the console that asked it. */
type Report = Result<VmTuning> | null;

/** How long a guest may take to bring a vCPU up. Weight and cap are set at once. */
const vcpuPatienceMs = 30_000;

/**
 * Sets weight, cap or vCPUs of a running VM, then looks whether they are. The VM is known by its
 * UUID: one that was given the name anew is not touched.
 */
export function tuneJob(ports: {
  linkOf(hostId: string): HostLink | undefined;
  driverOf(hostId: string): ToolstackDriver | undefined;
  stateOf(): SiteState;
  /** Is told what is set when it was seen. */
  onTuned(spec: TuneSpec, tuning: VmTuning): void;
  /** Milliseconds between two looks. */
  lookEveryMs?: number;
}): DefinedJob {
  const lookEveryMs = ports.lookEveryMs ?? 1_000;

  function orderOf(spec: TuneSpec): Result<Plan> {
    const link = ports.linkOf(spec.hostId);
    const driver = ports.driverOf(spec.hostId);
    if (!link || !driver) {
      return err(appError('host-not-found', 'The host is not among the console’s hosts any more.'));
    }
    const scheduler = ports.stateOf().hosts[spec.hostId]?.facts?.scheduler;
    if (scheduler !== 'credit' && scheduler !== 'credit2') {
      return err(
        appError('not-possible-now', `The host’s scheduler (${scheduler ?? '?'}) has no weights.`),
      );
    }
    return ok({
      link,
      driver,
      order: { vm: { name: spec.vm, uuid: spec.uuid }, scheduler, to: {} },
    });
  }

  return defineJob<TuneSpec, Plan, Report>({
    kind: 'tune',
    claims: (spec) => ({ vms: [{ hostId: spec.hostId, name: spec.vm }], move: null }),

    async validate({ spec }) {
      const plan = orderOf(spec);
      if (!plan.ok) return plan;
      const { link, driver, order } = plan.value;
      const before = await driver.tune(link, order);
      return before.ok ? plan : before;
    },

    async run(context, { link, driver, order }) {
      const noted = context.journal('acting');
      if (!noted.ok) return noted;
      // What the toolstack was asked for cannot be taken back.
      context.tell({ type: 'no-return' });
      return driver.tune(link, { ...order, to: context.spec.to });
    },

    async rejoin() {
      return null;
    },

    async verify(context, report) {
      const { spec } = context;
      if (!context.entries().some(({ step }) => step === 'acting')) {
        return report && !report.ok ? failed(report.error) : neverAsked;
      }
      if (report && !report.ok) return failed(report.error);
      const plan = orderOf(spec);
      return plan.ok ? look(context, plan.value, report !== null) : failed(plan.error);
    },
  });

  async function look(
    context: JobContext<TuneSpec>,
    { link, driver, order }: Plan,
    isFresh: boolean,
  ): Promise<JobEnd> {
    const { spec } = context;
    const patience = isFresh && spec.to.vcpus !== undefined ? vcpuPatienceMs : 0;
    const until = context.now() + patience;
    for (;;) {
      const ready = await readyWithin(link, 60_000, context.closing);
      const now = ready.ok ? await driver.tune(link, order) : ready;
      if (now.ok) ports.onTuned(spec, now.value);
      if (now.ok && isSet(spec, now.value)) {
        return { state: 'succeeded', summary: `${spec.vm} has ${tuningText(spec.to)} now.` };
      }
      if (context.now() >= until || context.closing.aborted) {
        return now.ok ? notSet(spec, now.value) : failed(now.error);
      }
      await pauseFor(lookEveryMs, context.closing);
    }
  }
}

function isSet({ to }: TuneSpec, now: VmTuning): boolean {
  return tuneParts.every((part) => to[part] === undefined || to[part] === now[part]);
}

/** "weight 512, cap 150 %", of those that are given. */
function tuningText({ weight, cap, vcpus }: TuneSpec['to']): string {
  return [
    ...(weight === undefined ? [] : [`weight ${weight}`]),
    ...(cap === undefined ? [] : [cap === 0 ? 'no cap' : `cap ${cap} %`]),
    ...(vcpus === undefined ? [] : [`${vcpus} vCPUs`]),
  ].join(', ');
}

function notSet(spec: TuneSpec, now: VmTuning): JobEnd {
  return failed(
    appError('command-failed', `${spec.vm} still has ${tuningText(now)}.`, {
      hint: 'A guest takes vCPUs only with its help; look whether it does.',
    }),
  );
}

/** The journal has it begun, and not that the toolstack was about to be asked. */
const neverAsked: JobEnd = {
  state: 'cancelled',
  summary: 'The console ended before the host was asked; nothing was done.',
};

function failed(error: AppError): JobEnd {
  return { state: 'failed', summary: error.message, error };
}
