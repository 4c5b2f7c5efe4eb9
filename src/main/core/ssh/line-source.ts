import { createLineSplitter } from './line-splitter.ts';
import type { MarkerFilter } from './marker-filter.ts';

export interface LineSource {
  /** The first listener starts the flow; a second one takes its place. */
  listen(listener: (line: string) => void): void;
  /** Lets what comes flow by unheard, unless somebody listens. */
  release(): void;
  readonly heard: boolean;
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
  stream.on('end', () => lines.end());

  function flow(): void {
    if (flows) return;
    flows = true;
    // In a turn of its own: both listeners are there before the first line comes.
    setImmediate(() => {
      if (held.length > 0) lines.push(held);
      held = Buffer.alloc(0);
      stream.resume();
    });
  }
  return {
    listen(next) {
      listener = next;
      flow();
    },
    release: flow,
    get heard() {
      return listener !== null;
    },
  };
}
