import { appError } from '../../../shared/app-error.ts';
import { err, ok } from '../../../shared/result.ts';
import { createBell } from '../jobs/bell.ts';
import { type DefinedJob, defineJob, type JobContext } from '../jobs/define-job.ts';
import type { JobEnd } from '../jobs/job-machine.ts';
import { checkPlan, isRefused } from './check-plan.ts';
import { conductPlan, type PlanSpec } from './conduct-plan.ts';
import { lookAtPlan } from './look-at-plan.ts';
import { forgottenPlan } from './plan-desk.ts';
import type { PlanPorts } from './plan-ports.ts';
import type { PlanRecord } from './plan-record.ts';
import { countsOf, planLines, plannedIn, stepStates, stoppedIn } from './step-state.ts';
import { type PlanStory, tellPlan } from './tell-plan.ts';

/**
 * Carrying out a capacity plan as a job whose moves are jobs of their own. It holds no VM: each
 * move does, while it is made. After a kill it begins nothing anew: it waits for the moves that
 * are found again, looks at the hosts, and tells how far it came.
 */
export function planJob(ports: PlanPorts): DefinedJob {
  return defineJob<PlanSpec, PlanRecord, null>({
    kind: 'plan',
    claims: () => ({ vms: [], move: null, anyHost: true }),

    async validate(context) {
      const plan = ports.planOf(context.spec.planId);
      if (!plan) return err(forgottenPlan());
      const troubles = checkPlan(ports.stateOf(), plan, context.id);
      if (!isRefused(plan, troubles)) return ok(plan);
      const [first] = troubles;
      return err(
        appError('preflight-refused', first?.message ?? 'There is nothing to move.', {
          hint: 'Make the plan again: it begins where the site is now.',
          details: troubles.map(({ message }) => message).join('\n'),
        }),
      );
    },

    async run(context, plan) {
      const noted = context.journal(planLines.planned, { plan });
      if (noted.ok) await conductPlan(ports, context, plan);
      return null;
    },

    async rejoin(context) {
      const plan = plannedIn(context.entries());
      if (plan) await movesOver(ports, context, plan);
      return null;
    },

    async verify(context): Promise<JobEnd> {
      const plan = plannedIn(context.entries());
      if (!plan) return neverBegan;
      const seen = await lookAtPlan(ports, plan, context.closing);
      const states = stepStates(plan, context.entries(), ports.jobs().jobOf);
      // After a kill, nothing has counted yet.
      const round = context.job().plan?.round ?? 1;
      context.tell({ type: 'plan', counts: countsOf(plan, states, round) });
      const { hosts, vms } = ports.stateOf();
      const labelOf = (hostId: string) => hosts[hostId]?.label ?? hostId;
      const offOn = (hostId: string) =>
        Object.values(vms[hostId] ?? {}).flatMap(({ name, domid }) =>
          domid === null ? [name] : [],
        );
      const waits = states.some(({ kind }) => kind === 'waiting');
      return tellPlan({ plan, states, seen, ended: waits ? endOf(context) : null, labelOf, offOn });
    },
  });
}

/** Why moves that were planned were not begun. */
function endOf(context: JobContext<PlanSpec>): PlanStory['ended'] {
  const entries = context.entries();
  if (entries.some(({ step }) => step === planLines.cancelRequested)) {
    return { kind: 'cancelled', why: 'Cancelled.' };
  }
  const stopped = stoppedIn(entries);
  if (stopped !== null) return { kind: 'stopped', why: stopped };
  return { kind: 'killed', why: 'The console ended in mid-plan; no move was begun after that.' };
}

/** Resolves when none of the plan's moves is under way any more. */
async function movesOver(
  ports: PlanPorts,
  context: JobContext<PlanSpec>,
  plan: PlanRecord,
): Promise<void> {
  const jobs = ports.jobs();
  const bell = createBell();
  const unwatch = jobs.watch(bell.ring);
  context.closing.addEventListener('abort', bell.ring);
  const running = () =>
    stepStates(plan, context.entries(), jobs.jobOf).some(({ kind }) => kind === 'running');
  while (running() && !context.closing.aborted) await bell.wait();
  context.closing.removeEventListener('abort', bell.ring);
  unwatch();
}

const neverBegan: JobEnd = {
  state: 'cancelled',
  summary: 'The console ended before its first move; nothing was done.',
};
