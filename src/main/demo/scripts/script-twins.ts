import type { Program } from '../shell/call.ts';

/** Each of the console's scripts, by its text, and what it does on a simulated host. */
export const scriptTwins: ReadonlyMap<string, Program> = new Map<string, Program>([]);
