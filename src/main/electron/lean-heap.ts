/**
 * What V8 is told of the main process: the same as the browser host is (scripts/lib/lean-heap.mjs,
 * where the reasons are), but for the sizes that are read once, before any program runs.
 */
export const leanHeap = ['--heap-growing-percent=20', '--optimize-for-size'] as const;

/** To be called before anything large is made. Pages are none of it: they have V8s of their own. */
export function keepHeapLean(v8: { setFlagsFromString(flags: string): void }): void {
  for (const flag of leanHeap) v8.setFlagsFromString(flag);
}
