import { spawnSync } from 'node:child_process';
import { canInstallPackages, installPackages } from './debian.mjs';

/** Programs that the product's results are tried with, and Debian's packages of them. */
const programs = { soffice: 'libreoffice-calc-nogui', busybox: 'busybox' };

/** Installs those that are missing, where that can be done; elsewhere their tests say that they are skipped. */
export function ensureTestPrograms() {
  if (!canInstallPackages()) return;
  const isMissing = ([program]) => spawnSync(program, ['--help']).error !== undefined;
  const missing = Object.entries(programs).filter(isMissing);
  if (missing.length > 0) installPackages(missing.map(([, name]) => name));
}
