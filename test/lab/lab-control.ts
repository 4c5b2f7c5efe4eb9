import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildBase } from './build-base.ts';
import { buildSnapshots, snapshotName, workingDisk } from './build-snapshots.ts';
import { ensurePackages } from './host-packages.ts';
import type { LabState } from './lab-state.ts';
import { freePort, readState, removeState, writeState } from './lab-state.ts';
import { withLock } from './lock.ts';
import { machineNamed, machines } from './machines.ts';
import type { BuildPaths } from './paths.ts';
import { buildPaths, cacheRoot, runDir } from './paths.ts';
import type { Progress } from './progress.ts';
import { step } from './progress.ts';
import { recipeHash } from './recipe-hash.ts';
import type { SshTarget } from './ssh-client.ts';
import { preferredPort, writeKnownHosts } from './ssh-client.ts';
import {
  isRunning,
  runOverSsh,
  startMachine,
  startSwitch,
  stopMachine,
  stopSwitch,
  waitUntil,
} from './vm-process.ts';

/** How the lab's own commands reach a machine of the running lab: as root, with the lab's key. */
export function sshTarget(state: LabState, run: string, name: string, user = 'root'): SshTarget {
  const port = state.ports[name];
  if (port === undefined) throw new Error(`${name} is not up`);
  return {
    name,
    port,
    user,
    privateKeyPath: buildPaths(state.hash).clientKey,
    knownHostsPath: join(run, 'known_hosts'),
  };
}

async function endEverything(run: string): Promise<void> {
  await Promise.all(machines.map((machine) => stopMachine(run, machine.name)));
  await stopSwitch(run);
  removeState(run);
}

/** Starts one machine from its snapshot, from a fresh copy of its disk, and sets its clock. */
async function restore(
  name: string,
  state: LabState,
  build: BuildPaths,
  run: string,
): Promise<void> {
  await stopMachine(run, name);
  const port = state.ports[name];
  if (port === undefined) throw new Error(`no port for ${name}`);
  const disk = workingDisk(build, name);
  await startMachine({
    machine: machineNamed(name),
    disk,
    bootFiles: build,
    runDir: run,
    port,
    snapshot: snapshotName,
  });
  const target = sshTarget(state, run, name);
  // the snapshot's clock stands where it was taken
  await waitUntil(
    target,
    `date --utc --set=@${Math.ceil(Date.now() / 1000)} >/dev/null`,
    run,
    60_000,
  );
}

async function restoreAll(
  names: readonly string[],
  state: LabState,
  build: BuildPaths,
  run: string,
  progress: Progress,
): Promise<void> {
  await step(progress, `restoring ${names.join(', ')}`, async () => {
    await startSwitch(run);
    const results = await Promise.allSettled(names.map((name) => restore(name, state, build, run)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  });
}

async function portsFor(
  names: readonly string[],
  known: Readonly<Record<string, number>>,
): Promise<Record<string, number>> {
  const ports = { ...known };
  for (const name of names) ports[name] ??= await freePort(preferredPort(name));
  return ports;
}

/** Builds what is missing for these machines; under the lab's lock. */
async function buildMissing(
  hash: string,
  names: readonly string[],
  run: string,
  progress: Progress,
): Promise<void> {
  const build = buildPaths(hash);
  const haveBase = existsSync(build.dir);
  const unbuilt = names.filter((name) => !existsSync(build.snapshot(name)));
  if (haveBase && unbuilt.length === 0) return;
  await ensurePackages(progress);
  if (!haveBase) await buildBase(hash, progress);
  await startSwitch(run);
  const state = { hash, ports: await portsFor(unbuilt, readState(run)?.ports ?? {}) };
  writeKnownHosts(run, build);
  await buildSnapshots(
    unbuilt.map(machineNamed),
    build,
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
    await buildMissing(recipeHash(), names, run, progress);
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
    const hash = recipeHash();
    const before = readState(run);
    if (before !== undefined && before.hash !== hash) {
      progress(`ending the lab of another recipe (${before.hash})`);
      await endEverything(run);
    }
    await buildMissing(hash, names, run, progress);
    await ensurePackages(progress);
    const build = buildPaths(hash);
    const state: LabState = { hash, ports: await portsFor(names, readState(run)?.ports ?? {}) };
    writeKnownHosts(run, build);
    writeState(run, state);
    const absent = names.filter((name) => !isRunning(run, name));
    if (absent.length > 0) await restoreAll(absent, state, build, run, progress);
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
    await restoreAll(names, state, buildPaths(state.hash), run, progress);
    return state;
  });
}

/** Ends all machines and the switch; frees the disks they wrote to. */
export function down(progress: Progress): Promise<void> {
  const run = runDir();
  return withLock(run, progress, async () => {
    const state = readState(run);
    await endEverything(run);
    if (state !== undefined)
      rmSync(join(buildPaths(state.hash).dir, 'run'), { recursive: true, force: true });
  });
}

/** Whether a machine of the running lab answers by ssh. */
export async function answers(state: LabState, name: string): Promise<boolean> {
  const run = runDir();
  if (!isRunning(run, name)) return false;
  const result = await runOverSsh(sshTarget(state, run, name), 'true', 20_000).catch(
    () => undefined,
  );
  return result?.code === 0;
}
