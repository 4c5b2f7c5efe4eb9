import type { ServerClock } from '../../src/main/core/images/parse/image-server-state.ts';
import { beginRollout } from '../../src/main/core/images/rollout/begin-rollout.ts';
import { clientsToLookAt } from '../../src/main/core/images/rollout/clients-to-look-at.ts';
import { foldEvents } from '../../src/main/core/images/rollout/fold-events.ts';
import type {
  RolloutInput,
  RolloutStep,
} from '../../src/main/core/images/rollout/rollout-input.ts';
import { stepRollout } from '../../src/main/core/images/rollout/step-rollout.ts';
import type { RolloutPlan } from '../../src/shared/images/rollout-plan.ts';
import {
  type RolloutEvent,
  type RolloutState,
  rolloutEventSchema,
} from '../../src/shared/images/rollout-state.ts';
import type { RolloutWorld } from './rollout-world.ts';

type Results = Extract<RolloutInput, { type: 'acted' }>['results'];

/** Where a console is killed: before its step is on disk, right after, or amid its orders. */
export type Kill = 'before-write' | 'after-write' | 'amid-orders' | null;

/**
 * Carries a rollout in a world, as a console does: look, step, write, order, hear. Its only memory
 * is what it has written, which it reads anew each time, as JSON.
 */
export function createRolloutConsole(
  plan: RolloutPlan,
  world: Pick<RolloutWorld, 'look' | 'follow'>,
  clock: () => ServerClock,
  onWrite: (before: RolloutState, after: RolloutState) => void = () => {},
) {
  let written = JSON.stringify(beginRollout(plan, clock()));

  function state(): RolloutState {
    return JSON.parse(written);
  }

  function write(step: RolloutStep): void {
    if (!step.matters) return;
    const before = state();
    const event: RolloutEvent = {
      generation: before.generation + 1,
      at: 0,
      by: 'test',
      head: step.head,
      clients: step.changed,
      command: null,
    };
    const folded = foldEvents(before, [
      rolloutEventSchema.parse(JSON.parse(JSON.stringify(event))),
    ]);
    if (!folded.ok) throw new Error(folded.error.message);
    written = JSON.stringify(folded.value);
    onWrite(before, folded.value);
  }

  function step(input: RolloutInput): RolloutStep | null {
    const made = stepRollout(plan, state(), input, clock());
    return made.ok ? made.value : null;
  }

  return {
    state,
    /** False: the rollout refused the command. */
    command(command: Extract<RolloutInput, { type: 'command' }>['command']): boolean {
      const made = step({ type: 'command', command, by: 'anna' });
      if (made) write(made);
      return made !== null;
    },
    /** One round. `lost`: which of the orders do not arrive, or arrive and are not answered. */
    round(
      kill: Kill = null,
      lost: (index: number) => 'order' | 'answer' | null = () => null,
    ): void {
      const now = clock().uptimeMs;
      const looks = new Map(
        clientsToLookAt(plan, state()).map((id) => [id, world.look(id, now)] as const),
      );
      const made = step({ type: 'look', looks, held: new Map() });
      if (!made) throw new Error('a look is never refused');
      if (kill === 'before-write') {
        takeOver();
        return;
      }
      write(made);
      if (kill === 'after-write') {
        takeOver();
        return;
      }
      const results: Results[number][] = [];
      for (const [index, order] of made.orders.entries()) {
        if (kill === 'amid-orders' && index >= made.orders.length / 2) break;
        const missing = lost(index);
        const unheard = { outcome: 'unknown' as const, text: '' };
        const said = missing === 'order' ? unheard : world.follow(order, now);
        const heard = missing === null ? said : unheard;
        results.push({ client: order.client, key: order.key, ...heard });
      }
      if (kill === 'amid-orders') {
        takeOver();
        return;
      }
      const heard = step({ type: 'acted', results });
      if (heard) write(heard);
    },
    takeOver,
  };

  /** Another console, or the same one after a restart. */
  function takeOver(): void {
    const made = step({ type: 'taken-over' });
    if (made) write(made);
  }
}
