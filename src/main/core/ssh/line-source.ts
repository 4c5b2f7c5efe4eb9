import { createLineSplitter } from './line-splitter.ts';
import type { MarkerFilter } from './marker-filter.ts';

export interface LineSource {
  /** The first listener starts the flow; a second one takes its place. */
  listen(listener: (line: string) => void): void;
  /** Lets what comes flow by unheard, unless somebody listens. */
  release(): void;
  readonly heard: boolean;
  /** What came while nobody listened was given away; at once where nothing had come. */
  given(): Promise<void>;
}

/** Lines of a stream after its marker. Until somebody listens, nothing more is read from it. */
export function lineSource(
  stream: NodeJS.ReadableStream,
  filter: MarkerFilter,
  on: { marker(): void; bytes(own: Buffer): void },
): LineSource {
  let listener: ((line: string) => void) | null = null;
  let flows = false;
  let held: Buffer = Buffer.alloc(0);
  let over = false;
  let give: () => void = () => {};
  const givenAway = new Promise<void>((resolve) => {
    give = resolve;
  });
  const lines = createLineSplitter((line) => listener?.(line));
  stream.on('data', (chunk: Buffer) => {
    const own = filter.push(chunk);
    if (!own) return;
    on.marker();
    on.bytes(own);
    if (flows) {
      lines.push(own);
      return;
    }
    held = Buffer.concat([held, own]);
    stream.pause();
  });
  // A stream that held everything, its end too, before anybody read from it ends although it pauses.
  stream.on('end', () => {
    over = true;
    if (held.length === 0) lines.end();
  });

  function flow(): void {
    if (flows) return;
    flows = true;
    // In a turn of its own: both listeners are there before the first line comes.
    setImmediate(() => {
      const isLast = over && held.length > 0;
      lines.push(held);
      held = Buffer.alloc(0);
      if (isLast) lines.end();
      give();
      stream.resume();
    });
  }
  return {
    listen(next) {
      listener = next;
      flow();
    },
    release: flow,
    given: async () => {
      if (held.length > 0) await givenAway;
    },
    get heard() {
      return listener !== null;
    },
  };
}
