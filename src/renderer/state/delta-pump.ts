import type { SiteEvent } from '../../shared/model/site.ts';

/** Hands the work of one turn to the browser; calls back once, soon. */
export type Scheduler = (turn: () => void) => void;

export interface DeltaPump {
  push(events: readonly SiteEvent[]): void;
  /** Forgets what waits: a snapshot is about to replace it all. */
  clear(): void;
}

/** Events per step: small enough for a step to stay well under the budget. */
const stepSize = 16;

/**
 * Lets events through in order, a few milliseconds' worth per frame, so that a flood of them
 * from a thousand hosts never makes a frame late.
 *
 * `step` applies events to a state that `commit` then publishes, once per turn.
 */
export function createDeltaPump(options: {
  step(events: readonly SiteEvent[]): void;
  commit(): void;
  schedule: Scheduler;
  now(): number;
  budgetMs?: number;
}): DeltaPump {
  const budgetMs = options.budgetMs ?? 2;
  let waiting: SiteEvent[] = [];
  let from = 0;
  let scheduled = false;

  function turn(): void {
    scheduled = false;
    if (from >= waiting.length) return;
    const end = options.now() + budgetMs;
    do {
      options.step(waiting.slice(from, from + stepSize));
      from += stepSize;
    } while (from < waiting.length && options.now() < end);
    if (from >= waiting.length) {
      waiting = [];
      from = 0;
    } else {
      request();
    }
    options.commit();
  }

  function request(): void {
    if (scheduled) return;
    scheduled = true;
    options.schedule(turn);
  }

  return {
    push(events) {
      waiting.push(...events);
      if (waiting.length > from) request();
    },
    clear() {
      waiting = [];
      from = 0;
    },
  };
}
