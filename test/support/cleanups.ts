/** What a test started, ended after it in reverse order, even when it failed. */
export interface Cleanups {
  add<T extends { stop(): Promise<void> | void } | { close(): Promise<void> | void }>(part: T): T;
  /** Ends every part, also when one cannot be ended, and then throws what the first of those threw. */
  run(): Promise<void>;
}

export function createCleanups(): Cleanups {
  const parts: (() => Promise<void> | void)[] = [];
  return {
    add(part) {
      parts.push(() => ('stop' in part ? part.stop() : part.close()));
      return part;
    },
    async run() {
      const troubles: unknown[] = [];
      for (const end of parts.splice(0).reverse()) {
        try {
          await end();
        } catch (trouble) {
          troubles.push(trouble);
        }
      }
      if (troubles.length > 0) throw troubles[0];
    },
  };
}
