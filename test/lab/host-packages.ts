import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Progress } from './progress.ts';
import { mustRun } from './run-command.ts';

/** Debian package → a program that shows it is installed. */
const needed: Readonly<Record<string, string>> = {
  'qemu-system-x86': 'qemu-system-x86_64',
  'qemu-utils': 'qemu-img',
  vde2: 'vde_switch',
  mmdebstrap: 'mmdebstrap',
  fakeroot: 'fakeroot',
  e2fsprogs: 'mke2fs',
  'xz-utils': 'xz',
  'openssh-client': 'ssh',
};

/** Looks in PATH and in the folders of system programs, which a user's PATH may lack. */
function hasProgram(name: string): boolean {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/local/sbin',
    '/usr/sbin',
    '/sbin',
  ];
  return folders.some((folder) => existsSync(join(folder, name)));
}

export function missingPackages(): string[] {
  return Object.entries(needed)
    .filter(([, program]) => !hasProgram(program))
    .map(([name]) => name);
}

/** Installs what is missing when that is possible, and otherwise says by which command the user can. */
export async function ensurePackages(progress: Progress): Promise<void> {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const install = `apt-get install --yes --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version') || !hasProgram('apt-get')) {
    throw new Error(
      `the lab needs Debian packages that are not installed: ${missing.join(', ')}\n  sudo apt-get update && sudo ${install}`,
    );
  }
  progress(`installing Debian packages: ${missing.join(', ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await mustRun('apt-get', ['update', '--quiet=2'], { env });
  await mustRun('apt-get', install.split(' ').slice(1), { env });
}
