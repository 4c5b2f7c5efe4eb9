import type { Scheduler } from './delta-pump.ts';

/** The longest wait for a frame: a window that is hidden or covered gets none. */
const longestWaitMs = 250;

/** Runs a turn with the next frame, or soon after when no frames are drawn. */
export const frameScheduler: Scheduler = (turn) => {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    turn();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, longestWaitMs);
};
