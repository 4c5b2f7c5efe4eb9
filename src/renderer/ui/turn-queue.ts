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

/**
 * Does at least one task per frame, and more as long as the budget lasts. A frame in which tasks
 * came up has had the work of what they are parts of: they wait for the next one, unless in a rush.
 */
export function createTurnQueue(options: TurnQueueOptions): TurnQueue {
  const { budgetMs = 1, rushBudgetMs = 5, rushFrom = 12 } = options;
  const tasks = new Set<() => void>();
  let requested = false;
  let working = false;
  let grown = false;

  function work(rush: boolean): void {
    const end = options.now() + (rush ? rushBudgetMs : budgetMs);
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
    const rush = tasks.size >= rushFrom;
    if (rush || !grown) work(rush);
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
