import { once } from 'node:events';
import type { Writable } from 'node:stream';

/**
 * Writes chunk by chunk, and waits whenever the other side is slower. Stops early, without a word,
 * once `over` settles. Throws what the source throws.
 */
export async function pump(
  bytes: AsyncIterable<Uint8Array>,
  to: Writable,
  over: Promise<unknown>,
): Promise<void> {
  let isOver = false;
  const end = over.then(() => {
    isOver = true;
  });
  for await (const chunk of bytes) {
    if (isOver || !to.writable) return;
    if (!to.write(chunk)) await Promise.race([once(to, 'drain').catch(() => {}), end]);
  }
}
