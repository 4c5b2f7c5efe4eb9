import type { AppError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';

export interface Slot {
  /** Gives the place back. Only the first call counts. */
  free(): void;
  /**
   * The other side has no such place: gives it back, and no more than are in use now are given
   * out for a while. Answers how many others are in use.
   */
  refused(): number;
}

export interface Slots {
  /** Waits for a place, first come, first served. The signal's reason must be an AppError. */
  take(signal: AbortSignal): Promise<Result<Slot>>;
  /** Everybody who waits is told this. */
  turnAway(error: AppError): void;
}

/** How long a lowered limit holds before one more is tried again. */
const lowForMs = 60_000;

/** A bounded number of places, and a bounded queue for them. `full`: the error beyond that. */
export function createSlots(options: {
  limit: number;
  waiting: number;
  full: () => AppError;
  now?: () => number;
}): Slots {
  const now = options.now ?? Date.now;
  let limit = options.limit;
  let loweredAt = 0;
  let inUse = 0;
  const queue: ((result: Result<Slot>) => void)[] = [];

  function grow(): void {
    if (limit >= options.limit || now() - loweredAt < lowForMs) return;
    limit++;
    loweredAt = now();
  }

  function serve(): void {
    grow();
    while (inUse < limit) {
      const next = queue.shift();
      if (!next) return;
      next(ok(newSlot()));
    }
  }

  function newSlot(): Slot {
    inUse++;
    let held = true;
    const free = () => {
      if (!held) return;
      held = false;
      inUse--;
      serve();
    };
    return {
      free,
      refused() {
        const others = inUse - 1;
        limit = Math.max(1, Math.min(limit, others));
        loweredAt = now();
        free();
        return others;
      },
    };
  }

  return {
    take(signal) {
      if (signal.aborted) return Promise.resolve(err(signal.reason as AppError));
      // Those who wait come first, also for a place that time has just given back.
      serve();
      if (inUse < limit) return Promise.resolve(ok(newSlot()));
      if (queue.length >= options.waiting) return Promise.resolve(err(options.full()));
      return new Promise((resolve) => {
        const turn = (result: Result<Slot>) => {
          signal.removeEventListener('abort', leave);
          resolve(result);
        };
        const leave = () => {
          queue.splice(queue.indexOf(turn), 1);
          resolve(err(signal.reason as AppError));
        };
        queue.push(turn);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
    turnAway(error) {
      for (const turn of queue.splice(0)) turn(err(error));
    },
  };
}
