/**
 * For a Node that runs a console: V8 would take 130 MB for young objects alone; so it is 32 MB. It is
 * read before any program runs; what can be told later is in src/main/keep-heap-lean.ts.
 */
export const leanHeap = ['--max-semi-space-size=16'];
