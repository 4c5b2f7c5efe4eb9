/** How much of what start-up files print is kept, for the message when nothing else comes. */
const keptNoise = 16 * 1024;

export interface MarkerFilter {
  /** What of this chunk belongs to the command; null while the marker has not come. */
  push(chunk: Buffer): Buffer | null;
  readonly seen: boolean;
  /** The last of what came before the marker. */
  noise(): string;
}

/**
 * Drops everything up to and including the marker and its line end. The marker is looked for
 * anywhere, not at a line's beginning: a start-up file may print without a line end.
 */
export function createMarkerFilter(marker: string): MarkerFilter {
  const wanted = Buffer.from(`${marker}\n`);
  let before: Buffer = Buffer.alloc(0);
  let seen = false;
  return {
    get seen() {
      return seen;
    },
    push(chunk) {
      if (seen) return chunk;
      const all = Buffer.concat([before, chunk]);
      const at = all.indexOf(wanted);
      if (at === -1) {
        before = all.subarray(Math.max(0, all.length - keptNoise));
        return null;
      }
      seen = true;
      // A copy: a part of the chunk would hold all of it for as long as the command runs.
      before = Buffer.from(all.subarray(Math.max(0, at - keptNoise), at));
      return all.subarray(at + wanted.length);
    },
    noise: () => before.toString('utf8').trim(),
  };
}
