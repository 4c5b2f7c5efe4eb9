import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import {
  type ClientProgress,
  movingStates,
  type RolloutHead,
  type RolloutState,
} from '../../../../shared/images/rollout-state.ts';
import { orderedAct } from './client-progress.ts';
import type { OrderedAct, RolloutStep } from './rollout-input.ts';

/** The state while a step is made of it: what was changed lies over what was there. */
export function createWork(plan: RolloutPlan, before: RolloutState) {
  const changed = new Map<string, ClientProgress>();
  let head = before.head;
  const of = (id: string): ClientProgress => {
    const progress = changed.get(id) ?? before.clients[id];
    if (!progress) throw new Error(`${id} is in the plan and has no state`);
    return progress;
  };
  const all = plan.waves.flatMap((wave) => wave.clients);
  const isMoving = (id: string) => movingStates.includes(of(id).state);
  return {
    plan,
    of,
    has: (id: string) => Object.hasOwn(before.clients, id),
    all,
    get head() {
      return head;
    },
    at: (client: string) => ({ plan, client, ms: head.clock.ms }),
    put(id: string, progress: ClientProgress) {
      if (progress !== of(id)) changed.set(id, progress);
    },
    setHead(next: Partial<RolloutHead>) {
      head = { ...head, ...next };
    },
    moving: () => all.filter(isMoving),
    ofWave: (wave: number) => plan.waves[wave]?.clients ?? [],
    step(): RolloutStep {
      const orders: OrderedAct[] = [];
      const lease: string[] = [];
      const release: string[] = [];
      for (const [id, progress] of changed) {
        const old = before.clients[id];
        const wasAsked = old?.order?.status === 'asked' && old.order.key === progress.order?.key;
        const act = wasAsked ? null : orderedAct({ plan, client: id, ms: head.clock.ms }, progress);
        if (act) orders.push(act);
        const was = old !== undefined && movingStates.includes(old.state);
        if (isMoving(id) && !was) lease.push(id);
        if (!isMoving(id) && was) release.push(id);
      }
      const { clock: _now, ...fresh } = head;
      const { clock: _then, ...old } = before.head;
      const matters = changed.size > 0 || JSON.stringify(fresh) !== JSON.stringify(old);
      return { head, changed: Object.fromEntries(changed), matters, orders, lease, release };
    },
  };
}
export type Work = ReturnType<typeof createWork>;
