import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { canInstallPackages, installPackages } from './debian.mjs';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The Chromium to test in: STATEROOM_CHROMIUM, Playwright's own download, or the system's. */
export function findChromium() {
  const require = createRequire(import.meta.url);
  const own = require('playwright').chromium.executablePath();
  return [process.env.STATEROOM_CHROMIUM, own, ...usual].find((path) => path && existsSync(path));
}

/** Finds Chromium or installs it; ends the process with the command to run by hand when it cannot. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (canInstallPackages()) installPackages(['chromium']);
  else {
    console.log('Downloading Chromium (playwright install chromium)…');
    const require = createRequire(import.meta.url);
    const cli = join(dirname(require.resolve('playwright/package.json')), 'cli.js');
    spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' });
  }
  const installed = findChromium();
  if (installed) return installed;
  console.error(
    'No Chromium to test in. Install one (Debian: apt-get install chromium) or set STATEROOM_CHROMIUM to its path.',
  );
  process.exit(1);
}
