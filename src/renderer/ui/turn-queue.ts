/** Work that can wait a frame or two, done a little in each frame. */
export interface TurnQueue {
  /** Returns how to call it off. */
  add(task: () => void): () => void;
}

export interface TurnQueueOptions {
  nextFrame(run: () => void): void;
  now(): number;
  /** Spent per frame on a short queue: cards that come up beyond the edge while the board scrolls. */
  leastMs?: number;
  /** Spent at most, on a long one: the board jumped, and what is in view is still empty. */
  mostMs?: number;
  /** From this length on the most is spent; between, the longer the queue the more. */
  longFrom?: number;
}

/**
 * Does at least one task per frame, and more as long as the budget lasts. A frame in which tasks
 * came up has had the work of what they are parts of: unless they are many they wait for the next.
 */
export function createTurnQueue(options: TurnQueueOptions): TurnQueue {
  const { leastMs = 1, mostMs = 5, longFrom = 30 } = options;
  const tasks = new Set<() => void>();
  let requested = false;
  let working = false;
  let grown = false;

  function work(budgetMs: number): void {
    const end = options.now() + budgetMs;
    working = true;
    for (const task of tasks) {
      tasks.delete(task);
      task();
      if (options.now() >= end) break;
    }
    working = false;
  }

  function frame(): void {
    requested = false;
    const budgetMs = Math.max(leastMs, mostMs * Math.min(1, tasks.size / longFrom));
    if (!grown || tasks.size > longFrom / 2) work(budgetMs);
    grown = false;
    if (tasks.size > 0) request();
  }

  function request(): void {
    if (requested) return;
    requested = true;
    options.nextFrame(frame);
  }

  return {
    add(task) {
      tasks.add(task);
      grown ||= !working;
      request();
      return () => tasks.delete(task);
    },
  };
}
