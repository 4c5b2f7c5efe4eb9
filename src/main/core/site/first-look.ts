import { setTimeout as delay } from 'node:timers/promises';

/** Without a page that asks for the site, there is nothing to wait for. */
const noPageMs = 500;
/** What a page takes to draw a large site, about. */
const drawMs = 300;

/**
 * A start shows the site first: what else it does (checking files, calling a thousand hosts) would
 * take the processor from the page that is being drawn.
 */
export interface FirstLook {
  /** A page was given the site. */
  taken(): void;
  /** Resolves when that was a moment ago, or nobody came. */
  over(): Promise<void>;
  /** Nobody is waited for any more. */
  end(): void;
}

export function createFirstLook(): FirstLook {
  const { promise: took, resolve: taken } = Promise.withResolvers<void>();
  const ended = new AbortController();
  const { signal } = ended;
  const pause = (ms: number) => delay(ms, undefined, { signal }).catch(() => undefined);
  return {
    taken,
    async over() {
      const somebody = await Promise.race([took.then(() => true), pause(noPageMs)]);
      if (somebody) await pause(drawMs);
    },
    end: () => ended.abort(),
  };
}
