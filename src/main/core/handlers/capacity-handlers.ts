import { appError } from '../../../shared/app-error.ts';
import { err, ok } from '../../../shared/result.ts';
import type { Handlers } from '../invoker.ts';
import { checkPlan } from '../plan/check-plan.ts';
import { forgottenPlan } from '../plan/plan-desk.ts';
import { proposePlan } from '../plan/propose-plan.ts';
import { currentSite, done, type HandlerContext, mapped } from './handler-context.ts';

type CapacityMethods =
  | 'capacity.plan'
  | 'capacity.progress'
  | 'capacity.cancel'
  | 'capacity.check'
  | 'capacity.apply';

export function capacityHandlers(context: HandlerContext): Pick<Handlers, CapacityMethods> {
  return {
    'capacity.plan': async (input) => {
      const site = currentSite(context);
      if (!site.ok) return site;
      const state = context.hub.state();
      if (input.goal === 'evacuate' && !Object.hasOwn(state.hosts, input.hostId ?? '')) {
        return err(appError('host-not-found', 'The host to evacuate is not in the site.'));
      }
      const planId = context.newId();
      const { planner } = context;
      const ports = { ...site.value, planner };
      const made = await proposePlan(ports, state, input, input.askId ?? planId);
      if (!made.ok) return made;
      const { plan, record } = made.value;
      site.value.plans.keep(planId, record);
      return ok({ planId, plan });
    },
    'capacity.progress': ({ askId }) => ok({ progress: context.planner.progress(askId) }),
    'capacity.cancel': ({ askId }) => {
      context.planner.cancel(askId);
      return ok(done());
    },
    'capacity.check': ({ planId }) => {
      const site = currentSite(context);
      if (!site.ok) return site;
      const plan = site.value.plans.of(planId);
      if (!plan) return err(forgottenPlan());
      return ok({ troubles: checkPlan(context.hub.state(), plan) });
    },
    'capacity.apply': ({ planId, onTrouble }) => {
      const site = currentSite(context);
      if (!site.ok) return site;
      const plan = site.value.plans.of(planId);
      if (!plan) return err(forgottenPlan());
      const { goal, hostId, steps } = plan;
      const started = site.value.jobs.start([
        { kind: 'plan', planId, goal, hostId, moves: steps.length, onTrouble },
      ]);
      return mapped(started, ({ jobIds }) => ({ jobId: jobIds[0] ?? '' }));
    },
  };
}
