// Plain JavaScript for the machine's own Node (20 or later): this runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The project's own Node 24, the line inside Electron; installed as a development dependency. */
export const projectNode = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

function installed() {
  const marker = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(marker) || !existsSync(projectNode)) return false;
  return (
    statSync(marker).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs ||
    sameTree(marker)
  );
}

/** A fresh checkout touches the lockfile's time; what counts is whether it lists the same packages. */
function sameTree(marker) {
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const have = JSON.parse(readFileSync(marker, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' || entry.optional || entry.devOptional || have[path]?.version === entry.version,
  );
}

/** Installs the locked packages when they are not there; ends the process with npm's status if it fails. */
export function ensureDependencies() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    console.error(`Stateroom needs Node 20 or later to start; this is ${process.version}.`);
    process.exit(1);
  }
  if (installed()) return;
  console.log('Installing packages (npm ci)…');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // A parent `npm test` exports its own configuration; the install is to run with the user's.
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error('npm ci failed: its own words are above.');
    process.exit(result.status ?? 1);
  }
}
