import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { signalAll } from './process-tree.ts';

/** Every process that was started with these words in its environment. */
export function processesWith(words: string): number[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(words) ? [Number(pid)] : [];
    } catch {
      // It has ended, or is somebody else's.
      return [];
    }
  });
}

/** Ends what a test has left running, whose environment names the folder, and removes the folder. */
export function removeWithProcesses(folder: string): void {
  for (let left = processesWith(folder); left.length > 0; left = processesWith(folder)) {
    signalAll(left, 'SIGKILL');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
}
