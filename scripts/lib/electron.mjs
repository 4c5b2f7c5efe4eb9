import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode, root } from './dependencies.mjs';

const folder = join(root, 'node_modules', 'electron');

/** Electron's executable, if its binary has been fetched. */
export function findElectron() {
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(binary) ? binary : undefined;
}

/**
 * Finds Electron or fetches its binary.
 * @returns {{ binary: string } | { problem: string }} problem: one line, why there is none
 */
export function ensureElectron() {
  const found = findElectron();
  if (found) return { binary: found };
  const fetched = spawnSync(projectNode, [join(folder, 'install.js')], {
    encoding: 'utf8',
    timeout: 10 * 60_000,
  });
  const binary = findElectron();
  if (binary) return { binary };
  const words = (fetched.stderr ?? '').split('\n').find((line) => /error/i.test(line));
  return {
    problem: `Electron's binary could not be downloaded (${words?.trim() ?? fetched.error?.message ?? 'no reason given'})`,
  };
}

/** Why a window cannot be opened here, or undefined when it can. */
export function displayProblem() {
  if (process.platform !== 'linux') return undefined;
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return undefined;
  return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)';
}
