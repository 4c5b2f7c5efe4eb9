import { constants, copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuiltKind, builtKind, type Machine } from './machines.ts';
import type { BuildPaths } from './paths.ts';
import type { Progress } from './progress.ts';
import { step } from './progress.ts';
import { monitorCommand } from './qmp.ts';
import { mustRun } from './run-command.ts';
import type { SshTarget } from './ssh-client.ts';
import { runOverSsh, startMachine, stopMachine, waitUntil } from './vm-process.ts';

export const snapshotName = 'ready';

/** Succeeds once a machine is what a test begins with, and warms its page cache for what every test runs. */
const readyCommand: Record<BuiltKind, string> = {
  'xen-host': 'xl info >/dev/null && xl list -l >/dev/null',
  'image-server':
    'systemctl is-active --quiet nfs-server nginx dnsmasq && cat /srv/packages/* >/dev/null && mmdebstrap --version >/dev/null && mksquashfs -version >/dev/null',
};

/** Starts the guest unless it runs, and waits until it counts. */
async function startGuest(target: SshTarget, guest: string, runDir: string): Promise<void> {
  const created = await runOverSsh(target, `xl create /etc/xen/${guest}.cfg`, 300_000);
  if (created.code !== 0)
    throw new Error(`xl create ${guest} on ${target.name}:\n${created.stderr}`);
  await waitUntil(
    target,
    `xenstore-read /local/domain/$(xl domid ${guest})/data/count`,
    runDir,
    240_000,
  );
}

/**
 * Holds all guests of a machine, or lets them run again. QEMU saves a processor that is inside an HVM or PVH guest at that moment
 * like any other, and then refuses to load it ("vCPU set in guest-mode inconsistent…"): in a snapshot no guest runs.
 */
export async function allGuests(
  act: 'pause' | 'unpause',
  { guests }: Machine,
  target: SshTarget,
): Promise<void> {
  for (const guest of guests) {
    const done = await runOverSsh(target, `xl ${act} ${guest}`);
    if (done.code !== 0) throw new Error(`xl ${act} ${guest} on ${target.name}:\n${done.stderr}`);
  }
}

/** Boots one machine from its image, brings it to the state every test begins with, and keeps that state as a snapshot. */
async function buildSnapshot(
  machine: Machine,
  build: BuildPaths,
  target: SshTarget,
  runDir: string,
  progress: Progress,
): Promise<void> {
  const disk = join(build.dir, 'snapshots', `unfinished-${machine.name}.qcow2`);
  rmSync(disk, { force: true });
  await mustRun('qemu-img', [
    'create',
    '-q',
    '-f',
    'qcow2',
    '-b',
    build.image(machine.name),
    '-F',
    'raw',
    disk,
  ]);
  try {
    await step(progress, `${machine.name}: first boot`, async () => {
      await startMachine({ machine, built: { disk, bootFiles: build }, runDir, port: target.port });
      await waitUntil(target, readyCommand[builtKind(machine)], runDir, 900_000);
    });
    for (const guest of machine.guests) {
      await step(progress, `${machine.name}: guest ${guest}`, () =>
        startGuest(target, guest, runDir),
      );
    }
    await step(progress, `${machine.name}: snapshot`, async () => {
      await runOverSsh(target, 'sync');
      await allGuests('pause', machine, target);
      const printed = await monitorCommand(
        join(runDir, `${machine.name}.qmp`),
        `savevm ${snapshotName}`,
        300_000,
      );
      if (printed.trim() !== '') throw new Error(`savevm on ${machine.name}: ${printed.trim()}`);
    });
  } finally {
    await stopMachine(runDir, machine.name);
  }
  renameSync(disk, build.snapshot(machine.name));
}

/** Builds the snapshots of several machines side by side: most of a boot's time, one of them uses a single core. */
export async function buildSnapshots(
  wanted: readonly Machine[],
  buildOf: (machine: Machine) => BuildPaths,
  target: (name: string) => SshTarget,
  runDir: string,
  progress: Progress,
): Promise<void> {
  const results = await Promise.allSettled(
    wanted.map((machine) =>
      buildSnapshot(machine, buildOf(machine), target(machine.name), runDir, progress),
    ),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** Puts a copy of the pristine snapshot disk where QEMU may write to it, and returns its path. */
export function workingDisk(build: BuildPaths, name: string): string {
  const disks = join(build.dir, 'run');
  mkdirSync(disks, { recursive: true });
  const disk = join(disks, `${name}.qcow2`);
  copyFileSync(build.snapshot(name), disk, constants.COPYFILE_FICLONE);
  return disk;
}
