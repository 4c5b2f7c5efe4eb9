import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endOwnProcess, ownPid } from './own-process.ts';
import type { QemuStart } from './qemu-args.ts';
import { qemuArguments } from './qemu-args.ts';
import type { CommandResult } from './run-command.ts';
import { mustRun, runCommand } from './run-command.ts';
import type { SshTarget } from './ssh-client.ts';
import { sshArguments } from './ssh-client.ts';

export function isRunning(runDir: string, name: string): boolean {
  return ownPid(join(runDir, `${name}.pid`), runDir) !== undefined;
}

/**
 * Starts a machine; returns once QEMU runs it (with a snapshot: once that is loaded). `dom0Words`: more arguments for the kernel of
 * a dom0 that boots, one word each.
 */
export async function startMachine(
  start: QemuStart,
  dom0Words: readonly string[] = [],
): Promise<void> {
  const given = qemuArguments(start).map((word) =>
    dom0Words.length > 0
      ? word.replace(/ quiet,(?=[^,]*$)/, ` quiet ${dom0Words.join(' ')},`)
      : word,
  );
  await mustRun('qemu-system-x86_64', given, { timeoutMs: 120_000 });
}

export function stopMachine(runDir: string, name: string): Promise<void> {
  return endOwnProcess(join(runDir, `${name}.pid`), runDir);
}

/** The switch between the hosts. Not QEMU's multicast socket: that hands every host its own frames back, which confuses bridges. */
export async function startSwitch(runDir: string): Promise<void> {
  const pidFile = join(runDir, 'switch.pid');
  if (ownPid(pidFile, runDir) !== undefined) return;
  await mustRun('vde_switch', ['-s', join(runDir, 'lan'), '-p', pidFile, '-d'], {
    timeoutMs: 10_000,
  });
  for (let tries = 0; !existsSync(join(runDir, 'lan/ctl')); tries++) {
    if (tries > 100) throw new Error('vde_switch did not open its socket');
    await sleep(20);
  }
}

export function stopSwitch(runDir: string): Promise<void> {
  return endOwnProcess(join(runDir, 'switch.pid'), runDir);
}

export function runOverSsh(
  target: SshTarget,
  command: string,
  timeoutMs = 60_000,
): Promise<CommandResult> {
  return runCommand('ssh', [...sshArguments(target), command], { timeoutMs });
}

/** Waits until `command` succeeds on the machine, or throws with the end of its serial log. */
export async function waitUntil(
  target: SshTarget,
  command: string,
  runDir: string,
  timeoutMs: number,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  let last = '';
  while (Date.now() < end) {
    const result = await runOverSsh(target, command, 45_000).catch((error: Error) => ({
      code: -1,
      stdout: '',
      stderr: error.message,
    }));
    if (result.code === 0) return;
    last = result.stderr.trim();
    if (!isRunning(runDir, target.name)) last = 'QEMU has ended';
    await sleep(1000);
  }
  const log = readFileSync(join(runDir, `${target.name}.log`), 'utf8').slice(-1500);
  throw new Error(
    `${target.name} was not ready within ${timeoutMs / 1000} s (${last}). The end of its serial log:\n${log}`,
  );
}
