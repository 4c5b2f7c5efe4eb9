import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The id in a pid file, if that process still is one the lab started: its command line must mention `marker` (a path below the run
 * folder). A pid alone may long belong to someone else.
 */
export function ownPid(pidFile: string, marker: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return pid > 1 && commandLine.includes(marker) ? pid : undefined;
  } catch {
    return undefined; // no file, or no such process
  }
}

/** Ends the pid file's process if it is ours, and waits until it is gone. */
export async function endOwnProcess(pidFile: string, marker: string): Promise<void> {
  const pid = ownPid(pidFile, marker);
  if (pid !== undefined) {
    process.kill(pid, 'SIGTERM');
    const end = Date.now() + 5000;
    while (ownPid(pidFile, marker) === pid) {
      if (Date.now() > end) process.kill(pid, 'SIGKILL');
      await sleep(50);
    }
  }
  rmSync(pidFile, { force: true });
}
