import { execFile } from 'node:child_process';
import { commandLine } from '../../src/main/core/shell/command-line.ts';

/** How a host is reached over SSH, as somebody would type it into a form. */
export interface HostDoor {
  readonly label: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly keyFile: string;
  /** Where other hosts reach it; left out: where its own addresses say. */
  readonly migrationAddress?: string;
  readonly migrationPort?: number;
}

export interface TypedCommand {
  stdout: string;
  stderr: string;
  code: number;
}

/**
 * Runs words on a host through the system's own ssh: another session, which the console knows
 * nothing of. No file of the user is read or written.
 */
export function typeAt(
  door: HostDoor,
  words: readonly [string, ...string[]],
): Promise<TypedCommand> {
  return typeLineAt(door, commandLine(words));
}

/** The same with a line as it is typed; '' asks for a login shell, and gives it `input` to read. */
export function typeLineAt(
  door: HostDoor,
  line: string,
  input = '',
  sshOptions: readonly string[] = [],
): Promise<TypedCommand> {
  const options = [
    'BatchMode=yes',
    'IdentitiesOnly=yes',
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'GlobalKnownHostsFile=/dev/null',
    'KexAlgorithms=curve25519-sha256',
    'ConnectTimeout=60',
    'LogLevel=ERROR',
  ].flatMap((option) => ['-o', option]);
  const login = ['-p', String(door.port), `${door.user}@${door.address}`];
  const args = ['-F', '/dev/null', '-i', door.keyFile, ...options, ...sshOptions, ...login];
  return new Promise((resolve) => {
    const child = execFile(
      'ssh',
      line === '' ? args : [...args, line],
      { timeout: 10 * 60_000, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ stdout, stderr: code === -1 ? `${stderr}${error}` : stderr, code });
      },
    );
    child.stdin?.end(input);
  });
}
