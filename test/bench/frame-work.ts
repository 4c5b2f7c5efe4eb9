/** One event of Chromium's trace; times in µs. `tdur`: the thread's own CPU time of it. */
export interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
}

/** What the page's main thread did from the begin of one frame to that of the next, in ms. */
export interface FrameWork {
  /** CPU time of all its tasks. */
  workMs: number;
  /** From each task's begin to its end, so that also what others took the core away for is in it. */
  wallMs: number;
}

/** The categories that `framesOf` reads; each more would make the page slower. */
export const frameCategories = ['toplevel', 'disabled-by-default-devtools.timeline.frame'];

/** The frames of the page that drew most. The last one, which the trace's end cuts off, is left out. */
export function framesOf(trace: readonly TraceEvent[]): FrameWork[] {
  const begins = Map.groupBy(
    trace.filter(({ name }) => name === 'BeginMainThreadFrame'),
    ({ pid, tid }) => `${pid}/${tid}`,
  );
  const [drawn = []] = [...begins.values()].sort((a, b) => b.length - a.length);
  const [{ pid, tid } = { pid: 0, tid: 0 }] = drawn;
  const starts = drawn.map(({ ts }) => ts).sort((a, b) => a - b);
  const frames = starts.slice(1).map(() => ({ workMs: 0, wallMs: 0 }));
  const tasks = trace
    .filter((event) => event.name === 'ThreadControllerImpl::RunTask' && event.ph === 'X')
    .filter((event) => event.pid === pid && event.tid === tid)
    .sort((a, b) => a.ts - b.ts);
  // A task of less than a microsecond has none.
  if (tasks.every(({ tdur }) => tdur === undefined)) {
    throw new Error('this Chromium traces no CPU time of threads');
  }
  let frame = -1;
  for (const { ts, dur = 0, tdur = 0 } of tasks) {
    // The task that begins a frame is of that frame as a whole.
    while ((starts[frame + 1] ?? Number.POSITIVE_INFINITY) <= ts + dur) frame += 1;
    const work = frames[frame];
    if (!work) continue;
    work.workMs += tdur / 1000;
    work.wallMs += dur / 1000;
  }
  return frames;
}
