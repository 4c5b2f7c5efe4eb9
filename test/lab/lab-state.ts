import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { BuiltKind } from './machines.ts';

/** What the running lab is, for whoever comes next: written by `up`, read by everything else. */
export interface LabState {
  /** The builds that run. */
  readonly hashes: Readonly<Record<BuiltKind, string>>;
  /** Machine → port on 127.0.0.1 of its sshd. */
  readonly ports: Readonly<Record<string, number>>;
}

export function readState(runDir: string): LabState | undefined {
  try {
    return JSON.parse(readFileSync(join(runDir, 'state.json'), 'utf8')) as LabState;
  } catch {
    return undefined;
  }
}

export function writeState(runDir: string, state: LabState): void {
  const file = join(runDir, 'state.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

export function removeState(runDir: string): void {
  rmSync(join(runDir, 'state.json'), { force: true });
}

/** The port if nothing listens on it, otherwise one the system gives. */
export function freePort(preferred: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && preferred !== 0) freePort(0).then(resolve, reject);
      else reject(error);
    });
    server.listen({ host: '127.0.0.1', port: preferred, exclusive: true }, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : preferred;
      server.close(() => resolve(port));
    });
  });
}
