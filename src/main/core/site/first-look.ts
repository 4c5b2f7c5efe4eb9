import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { TextPieces } from '../../../shared/contract/snapshot-parts.ts';

/** Without a page that asks for the site, there is nothing to wait for. */
const noPageMs = 500;
/** What a page takes to draw a large site, about. */
const drawMs = 300;

/**
 * `whole`: the site that is shown now is what was followed. `broken`: it is another, or none: what
 * came of it does not hold. `none`: nothing came.
 */
export type Followed = 'whole' | 'broken' | 'none';

/**
 * A start shows the site first, to the page while it is still read: what else it does (checking
 * files, calling a thousand hosts) would take the processor from the page that is being drawn.
 */
export interface FirstLook {
  /** Takes a part of the site's snapshot, as JSON, as soon as it was read. */
  part(text: TextPieces): void;
  /**
   * The site was read, and is what is shown from now on. Resolves when a page has had time to draw it,
   * or none came.
   */
  over(): Promise<void>;
  /** Sends all parts, the later ones as they come. */
  follow(send: (part: TextPieces) => void): Promise<Followed>;
  /** A page was given the site. */
  taken(): void;
  /** Nothing more is read, and nobody is waited for any more. */
  end(): void;
}

export function createFirstLook(): FirstLook {
  const { promise: took, resolve: taken } = Promise.withResolvers<void>();
  const ended = new AbortController();
  const { signal } = ended;
  const pause = (ms: number) => delay(ms, undefined, { signal }).catch(() => undefined);
  let state: 'reading' | 'whole' | 'ended' = 'reading';
  let parts: TextPieces[] = [];
  let change = Promise.withResolvers<void>();

  function tell(): void {
    change.resolve();
    change = Promise.withResolvers();
  }

  function end(): void {
    state = 'ended';
    parts = [];
    ended.abort();
    tell();
  }

  return {
    part(text) {
      parts.push(text);
      tell();
    },
    async over() {
      state = 'whole';
      tell();
      const somebody = await Promise.race([took.then(() => true), pause(noPageMs)]);
      if (somebody) await pause(drawMs);
      end();
    },
    async follow(send) {
      let sent = 0;
      while (state === 'reading' || sent < parts.length) {
        const part = parts[sent];
        if (part === undefined) {
          await change.promise;
          continue;
        }
        sent += 1;
        send(part);
        await nextTurn();
      }
      if (sent === 0) return 'none';
      return state === 'whole' ? 'whole' : 'broken';
    },
    taken,
    end,
  };
}
