/**
 * Flags for a Node that runs a console, which is open all day beside other programs. V8 would let
 * the heap grow to twice what lives before it collects, and take 130 MB for young objects alone;
 * with these it is a fifth more, and 32 MB.
 */
export const leanHeap = ['--max-semi-space-size=16', '--heap-growing-percent=20'];
