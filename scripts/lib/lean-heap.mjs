/**
 * For a Node that runs a console: V8 would take 130 MB for young objects alone; so it is 32 MB, and
 * from the start, as growing to that takes a sixth of the time in which a console is loaded. These
 * are read before any program runs; what can be told later is in src/main/keep-heap-lean.ts.
 */
export const leanHeap = ['--min-semi-space-size=16', '--max-semi-space-size=16'];
