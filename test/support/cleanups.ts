/** What a test started, ended after it in reverse order, even when it failed. */
export interface Cleanups {
  add<T extends { stop(): Promise<void> | void } | { close(): Promise<void> | void }>(part: T): T;
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
      for (const end of parts.splice(0).reverse()) await end();
    },
  };
}
