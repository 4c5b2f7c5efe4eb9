import type { CapacityPlan, PlanInput } from '../../../shared/capacity/capacity-plan.ts';
import type { MoveRecord } from '../../../shared/migration/estimate-move.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { Result } from '../../../shared/result.ts';
import { ok } from '../../../shared/result.ts';
import { pairKey } from '../planner/plan-task.ts';
import type { Planner } from '../planner/planner.ts';
import { day } from '../samples/levels.ts';
import type { SampleStore } from '../samples/sample-store.ts';
import type { Store } from '../store/open-store.ts';
import { recordOf } from './plan-desk.ts';
import type { PlanRecord } from './plan-record.ts';

/** Two weeks: a month's end is not in it, but the week's rhythm is, twice. */
const demandWindowMs = 14 * day;
/** An estimate is made of as many. */
const movesPerPair = 20;

/** What a proposal is made with, besides the site. */
export interface ProposalPorts {
  planner: Planner;
  samples: SampleStore;
  store: Pick<Store, 'moves'>;
  now: () => number;
}

/** Plans on the site as it is known, with the load of earlier days. Nothing is kept or begun. */
export async function proposePlan(
  { planner, samples, store, now }: ProposalPorts,
  state: SiteState,
  input: PlanInput,
  askId: string,
): Promise<Result<{ plan: CapacityPlan; record: PlanRecord }>> {
  const peaks = samples.dailyPeaks(now() - demandWindowMs);
  // Without the samples it plans on the load of now, and says so.
  const demand = peaks.ok ? peaks.value : new Map();
  const made = await planner.plan(askId, {
    // Jobs' logs are long, and nothing to a plan.
    state: { ...state, jobs: withoutLogs(state.jobs) },
    input,
    demand,
    history: historyOf(store),
  });
  if (!made.ok) return made;
  return ok({ plan: made.value, record: recordOf(made.value, input, { state, demand }) });
}

function withoutLogs<T extends { log: string[] }>(jobs: Readonly<Record<string, T>>) {
  return Object.fromEntries(Object.entries(jobs).map(([id, job]) => [id, { ...job, log: [] }]));
}

/** An estimate without history is still one. */
function historyOf({ moves }: Pick<Store, 'moves'>): Map<string, MoveRecord[]> {
  const past = moves.latest();
  const byPair = new Map<string, MoveRecord[]>();
  for (const { sourceHostId, targetHostId, ...move } of past.ok ? past.value : []) {
    const key = pairKey(sourceHostId, targetHostId);
    const known = byPair.get(key);
    if (!known) byPair.set(key, [move]);
    else if (known.length < movesPerPair) known.push(move);
  }
  return byPair;
}
