/** A moment in the user's own words and zone, to the second: 24 Nov 2026, 19:20:05. */
export function momentText(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** The value of an `<input type="datetime-local" step="1">`, in the user's zone. */
export function localInputValue(at: number): string {
  const date = new Date(at);
  const local = new Date(at - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

/** Which moment a time falls into: the last one not after it; -1 before the first. */
export function momentIndex(moments: readonly number[], at: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((moments[middle] ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
