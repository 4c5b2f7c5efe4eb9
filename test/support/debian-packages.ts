import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Looks in PATH and in the folders of system programs, which a user's PATH may lack. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * Installs the Debian packages whose program (package → program) is not there. As root on Debian;
 * elsewhere it throws with the command that does it.
 */
export function ensurePackages(needed: Readonly<Record<string, string>>): void {
  const missing = () => Object.keys(needed).filter((name) => !findProgram(needed[name] ?? ''));
  if (missing().length === 0) return;
  const command = `apt-get install --yes --no-install-recommends ${missing().join(' ')}`;
  if (process.getuid?.() !== 0 || !findProgram('apt-get')) {
    throw new Error(`these tests need Debian packages: sudo apt-get update && sudo ${command}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const script = `apt-get update --quiet=2 && ${command}`;
  // Test files run beside one another, apt-get does not.
  const alone = [join(tmpdir(), 'stateroom-apt.lock'), 'sh', '-c', script];
  execFileSync('flock', alone, { env, stdio: 'pipe' });
  if (missing().length > 0) throw new Error(`still not there: ${missing().join(', ')}`);
}
