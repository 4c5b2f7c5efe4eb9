/** Work that can wait a frame or two, done a little in each frame. */
export interface TurnQueue {
  /** Returns how to call it off. */
  add(task: () => void): () => void;
}

export interface TurnQueueOptions {
  nextFrame(run: () => void): void;
  now(): number;
  /** For a short queue: cards that come up beyond the edge while the board scrolls. */
  budgetMs?: number;
  /** For a long one: the board jumped, and what is in view is still empty. */
  rushBudgetMs?: number;
  rushFrom?: number;
}

/** Does at least one task per frame, and more as long as the budget lasts. */
export function createTurnQueue(options: TurnQueueOptions): TurnQueue {
  const { budgetMs = 1, rushBudgetMs = 5, rushFrom = 12 } = options;
  const tasks = new Set<() => void>();
  let requested = false;

  function frame(): void {
    requested = false;
    const end = options.now() + (tasks.size >= rushFrom ? rushBudgetMs : budgetMs);
    for (const task of tasks) {
      tasks.delete(task);
      task();
      if (options.now() >= end) break;
    }
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
      request();
      return () => tasks.delete(task);
    },
  };
}
