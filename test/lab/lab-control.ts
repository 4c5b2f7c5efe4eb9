import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { buildImageServer } from './build-image-server.ts';
import { allGuests, buildSnapshots, snapshotName, workingDisk } from './build-snapshots.ts';
import { buildXenHosts } from './build-xen-hosts.ts';
import { ensurePackages } from './host-packages.ts';
import type { LabState } from './lab-state.ts';
import { freePort, readState, removeState, writeState } from './lab-state.ts';
import { withLock } from './lock.ts';
import { type BuiltKind, builtKind, type Machine, machineNamed, machines } from './machines.ts';
import type { BuildPaths } from './paths.ts';
import { buildPaths, cacheRoot, runDir } from './paths.ts';
import type { Progress } from './progress.ts';
import { step } from './progress.ts';
import { qmpCommand } from './qmp.ts';
import { recipeHash } from './recipe-hash.ts';
import type { SshTarget } from './ssh-client.ts';
import { writeKnownHosts } from './ssh-client.ts';
import {
  isRunning,
  runOverSsh,
  startMachine,
  startSwitch,
  stopMachine,
  stopSwitch,
  waitUntil,
} from './vm-process.ts';

const builders: Record<BuiltKind, (hash: string, progress: Progress) => Promise<void>> = {
  'xen-host': buildXenHosts,
  'image-server': buildImageServer,
};

type Hashes = LabState['hashes'];

/** The builds that this checkout asks for. */
export function wantedHashes(): Hashes {
  return { 'xen-host': recipeHash('xen-host'), 'image-server': recipeHash('image-server') };
}

/** The build that a machine runs from. */
export function buildOf({ hashes }: Pick<LabState, 'hashes'>, machine: Machine): BuildPaths {
  return buildPaths(hashes[builtKind(machine)]);
}

/** How the lab's own commands reach a machine of the running lab: as root, with the lab's key. */
export function sshTarget(state: LabState, run: string, name: string, user = 'root'): SshTarget {
  const port = state.ports[name];
  if (port === undefined) throw new Error(`${name} is not up`);
  return {
    name,
    port,
    user,
    privateKeyPath: buildOf(state, machineNamed(name)).clientKey,
    knownHostsPath: join(run, 'known_hosts'),
  };
}

async function endEverything(run: string): Promise<void> {
  await Promise.all(machines.map((machine) => stopMachine(run, machine.name)));
  await stopSwitch(run);
  removeState(run);
}

/** Starts one machine from its snapshot, from a fresh copy of its disk, and sets its clock; one without a disk begins to boot. */
async function restore(name: string, state: LabState, run: string): Promise<void> {
  const machine = machineNamed(name);
  const port = state.ports[name];
  if (port === undefined) throw new Error(`no port for ${name}`);
  await stopMachine(run, name);
  if (machine.kind === 'bare-metal') {
    await startMachine({ machine, built: null, runDir: run, port });
    return;
  }
  const build = buildOf(state, machine);
  const built = { disk: workingDisk(build, name), bootFiles: build };
  await startMachine({ machine, built, runDir: run, port, snapshot: snapshotName });
  const target = sshTarget(state, run, name);
  // the snapshot's clock stands where it was taken
  await waitUntil(
    target,
    `date --utc --set=@${Math.ceil(Date.now() / 1000)} >/dev/null`,
    run,
    60_000,
  );
  await allGuests('unpause', machine, target);
}

async function restoreAll(
  names: readonly string[],
  state: LabState,
  run: string,
  progress: Progress,
): Promise<void> {
  await step(progress, `restoring ${names.join(', ')}`, async () => {
    await startSwitch(run);
    const results = await Promise.allSettled(names.map((name) => restore(name, state, run)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  });
}

async function portsFor(
  names: readonly string[],
  known: Readonly<Record<string, number>>,
): Promise<Record<string, number>> {
  const ports = { ...known };
  for (const name of names) ports[name] ??= await freePort(machineNamed(name).port);
  return ports;
}

/** Builds what is missing for these machines; under the lab's lock. */
async function buildMissing(
  hashes: Hashes,
  names: readonly string[],
  run: string,
  progress: Progress,
): Promise<void> {
  const unbuilt = names
    .map(machineNamed)
    .filter(({ kind }) => kind !== 'bare-metal')
    .filter((machine) => !existsSync(buildOf({ hashes }, machine).snapshot(machine.name)));
  if (unbuilt.length === 0) return;
  await ensurePackages(progress);
  for (const kind of new Set(unbuilt.map(builtKind))) {
    if (!existsSync(buildPaths(hashes[kind]).dir)) await builders[kind](hashes[kind], progress);
  }
  await startSwitch(run);
  const unbuiltNames = unbuilt.map(({ name }) => name);
  const state = { hashes, ports: await portsFor(unbuiltNames, readState(run)?.ports ?? {}) };
  writeKnownHosts(run, (kind) => buildPaths(hashes[kind]));
  await buildSnapshots(
    unbuilt,
    (machine) => buildOf(state, machine),
    (name) => sshTarget(state, run, name),
    run,
    progress,
  );
}

/** Builds what is missing for these machines, and starts none of them. */
export function build(names: readonly string[], progress: Progress): Promise<void> {
  names.forEach(machineNamed);
  const run = runDir();
  mkdirSync(cacheRoot(), { recursive: true });
  return withLock(run, progress, async () => {
    await ensurePackages(progress);
    await buildMissing(wantedHashes(), names, run, progress);
  });
}

/**
 * Brings these machines up, built if need be; those that run already stay as they are. A lab of another recipe is ended first.
 * Resolves when each answers by ssh with its clock set.
 */
export function up(names: readonly string[], progress: Progress): Promise<LabState> {
  names.forEach(machineNamed);
  const run = runDir();
  mkdirSync(cacheRoot(), { recursive: true });
  return withLock(run, progress, async () => {
    const hashes = wantedHashes();
    const before = readState(run);
    if (before !== undefined && !isDeepStrictEqual(before.hashes, hashes)) {
      progress('ending the lab of another recipe');
      await endEverything(run);
    }
    await buildMissing(hashes, names, run, progress);
    await ensurePackages(progress);
    const state: LabState = { hashes, ports: await portsFor(names, readState(run)?.ports ?? {}) };
    writeKnownHosts(run, (kind) => buildPaths(hashes[kind]));
    writeState(run, state);
    const absent = names.filter((name) => !isRunning(run, name));
    if (absent.length > 0) await restoreAll(absent, state, run, progress);
    return state;
  });
}

/** Brings these machines back to the snapshot; one that isn't up is started. The build must be there: `up` makes it. */
export async function reset(names: readonly string[], progress: Progress): Promise<LabState> {
  const run = runDir();
  names.forEach(machineNamed);
  const state = readState(run);
  const ready = state !== undefined && names.every((name) => state.ports[name] !== undefined);
  if (!ready) return up(names, progress);
  return withLock(run, progress, async () => {
    await restoreAll(names, state, run, progress);
    return state;
  });
}

/** What a Xen host is to boot from besides its own Xen and its own disk. */
export interface OtherBoot {
  readonly kernel: string;
  readonly initrd: string;
  /** More arguments for dom0's kernel. */
  readonly words: readonly string[];
}

/** Lets QEMU end when its machine reboots, so that somebody else can say what it boots next. */
export async function endOnReboot(name: string): Promise<void> {
  const socket = join(runDir(), `${machineNamed(name).name}.qmp`);
  await qmpCommand(socket, 'set-action', { reboot: 'shutdown' });
}

export function hasEnded(name: string): boolean {
  return !isRunning(runDir(), machineNamed(name).name);
}

/** Boots a Xen host that has ended, from its disk as it left it, with another kernel and initrd for dom0. */
export function bootOther(name: string, boot: OtherBoot, progress: Progress): Promise<void> {
  const run = runDir();
  return withLock(run, progress, async () => {
    const machine = machineNamed(name);
    const state = readState(run);
    const port = state?.ports[name];
    if (state === undefined || port === undefined) throw new Error(`${name} was never up`);
    const build = buildOf(state, machine);
    const { kernel, initrd, words } = boot;
    const bootFiles = { xen: build.xen, kernel, initrd };
    // Not a fresh copy, as `workingDisk` makes: what was written to it is the host's own.
    const built = { disk: join(build.dir, 'run', `${name}.qcow2`), bootFiles };
    await startMachine({ machine, built, runDir: run, port }, words);
  });
}

/** Pulls the plug of these machines; `reset` starts them again. */
export function powerOff(names: readonly string[], progress: Progress): Promise<void> {
  const run = runDir();
  return withLock(run, progress, async () => {
    await Promise.all(names.map((name) => stopMachine(run, machineNamed(name).name)));
  });
}

/** Ends all machines and the switch; frees the disks they wrote to. */
export function down(progress: Progress): Promise<void> {
  const run = runDir();
  return withLock(run, progress, async () => {
    const state = readState(run);
    await endEverything(run);
    for (const hash of Object.values(state?.hashes ?? {}))
      rmSync(join(buildPaths(hash).dir, 'run'), { recursive: true, force: true });
  });
}

/** Whether a machine of the running lab answers by ssh; of one without sshd, whether it runs. */
export async function answers(state: LabState, name: string): Promise<boolean> {
  const run = runDir();
  if (!isRunning(run, name)) return false;
  if (machineNamed(name).kind === 'bare-metal') return true;
  const result = await runOverSsh(sshTarget(state, run, name), 'true', 20_000).catch(
    () => undefined,
  );
  return result?.code === 0;
}
