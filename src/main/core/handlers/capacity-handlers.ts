import { appError } from '../../../shared/app-error.ts';
import type { MoveRecord } from '../../../shared/migration/estimate-move.ts';
import { err, ok } from '../../../shared/result.ts';
import type { Handlers } from '../invoker.ts';
import { checkPlan } from '../plan/check-plan.ts';
import { forgottenPlan, recordOf } from '../plan/plan-desk.ts';
import { pairKey } from '../planner/plan-task.ts';
import { day } from '../samples/levels.ts';
import type { Site } from '../site/open-site.ts';
import { currentSite, done, type HandlerContext, mapped } from './handler-context.ts';

/** Two weeks: a month's end is not in it, but the week's rhythm is, twice. */
const demandWindowMs = 14 * day;
/** An estimate is made of as many. */
const movesPerPair = 20;

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
      const peaks = site.value.samples.dailyPeaks(site.value.now() - demandWindowMs);
      const planId = context.newId();
      // Without the samples it plans on the load of now, and says so.
      const demand = peaks.ok ? peaks.value : new Map();
      const made = await context.planner.plan(input.askId ?? planId, {
        // Jobs' logs are long, and nothing to a plan.
        state: { ...state, jobs: withoutLogs(state.jobs) },
        input,
        demand,
        history: historyOf(site.value),
      });
      if (!made.ok) return made;
      site.value.plans.keep(planId, recordOf(made.value, input, { state, demand }));
      return ok({ planId, plan: made.value });
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

function withoutLogs<T extends { log: string[] }>(jobs: Readonly<Record<string, T>>) {
  return Object.fromEntries(Object.entries(jobs).map(([id, job]) => [id, { ...job, log: [] }]));
}

/** An estimate without history is still one. */
function historyOf(site: Site): Map<string, MoveRecord[]> {
  const past = site.store.moves.latest();
  const byPair = new Map<string, MoveRecord[]>();
  for (const { sourceHostId, targetHostId, ...move } of past.ok ? past.value : []) {
    const key = pairKey(sourceHostId, targetHostId);
    const moves = byPair.get(key);
    if (!moves) byPair.set(key, [move]);
    else if (moves.length < movesPerPair) moves.push(move);
  }
  return byPair;
}
