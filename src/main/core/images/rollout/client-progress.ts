import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import type {
  ClientProgress,
  ClientState,
  Order,
  OrderKind,
} from '../../../../shared/images/rollout-state.ts';
import type { OrderedAct } from './rollout-input.ts';

/** What a client's next step depends on besides itself. `ms`: of the rollout's clock. */
export interface Circumstances {
  plan: RolloutPlan;
  client: string;
  ms: number;
}

/** The digest it is on its way to. */
export function goalOf(progress: ClientProgress, plan: RolloutPlan): string | null {
  return progress.goal === 'forward' ? plan.digest : progress.previous;
}

export function orderKey(
  { plan, client }: Circumstances,
  { attempt, goal }: ClientProgress,
  kind: OrderKind,
): string {
  return `${plan.id}.${client}.${attempt}.${goal}.${kind}`;
}

/** The order of a client as the one who carries it out needs it; null: it has none to be given. */
export function orderedAct(
  { plan, client }: Circumstances,
  progress: ClientProgress,
): OrderedAct | null {
  const { order, goal, previous } = progress;
  if (order?.status !== 'asked') return null;
  const back = goal === 'back';
  return {
    client,
    kind: order.kind,
    key: order.key,
    to: goalOf(progress, plan),
    previous: back ? null : previous,
    reject: back ? plan.digest : null,
    bootId: progress.bootIdBefore,
  };
}

/** Into a state that it does not leave by itself. */
export function arrive(
  progress: ClientProgress,
  state: ClientState,
  ms: number,
  reason: string | null,
): ClientProgress {
  return { ...progress, state, since: ms, deadline: null, order: null, absentSince: null, reason };
}

export function asked(
  at: Circumstances,
  progress: ClientProgress,
  kind: OrderKind,
): ClientProgress {
  const order: Order = { kind, key: orderKey(at, progress, kind), status: 'asked' };
  return { ...progress, order };
}

export const late = (progress: ClientProgress, { ms }: Circumstances) =>
  progress.deadline !== null && ms >= progress.deadline;
