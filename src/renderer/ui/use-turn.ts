import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { createTurnQueue } from './turn-queue.ts';

const queue = createTurnQueue({
  nextFrame: (run) => requestAnimationFrame(run),
  now: () => performance.now(),
});

/**
 * True once a part may be filled: at once if it does not have to wait, else when its turn comes,
 * a few parts per frame, so that many of them together never make a frame late.
 */
export function useTurn(waits: boolean): boolean {
  const [ready, setReady] = useState(!waits);
  useEffect(() => {
    if (ready) return;
    return queue.add(() => flushSync(() => setReady(true)));
  }, [ready]);
  return ready;
}
