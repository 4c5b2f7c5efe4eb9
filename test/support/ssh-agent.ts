import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestKey } from './ssh-keys.ts';
import { until } from './until.ts';

export interface TestAgent {
  socket: string;
  stop(): Promise<void>;
}

/** OpenSSH's ssh-agent, holding these keys in this order. */
export async function startAgent(keys: readonly TestKey[]): Promise<TestAgent> {
  const folder = mkdtempSync(join(tmpdir(), 'stateroom-agent-'));
  const socket = join(folder, 'socket');
  const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await until(() => existsSync(socket), 'the agent listens');
  for (const key of keys) {
    execFileSync('ssh-add', ['-q', key.path], {
      env: { ...process.env, SSH_AUTH_SOCK: socket },
      stdio: 'pipe',
    });
  }
  return {
    socket,
    async stop() {
      child.kill();
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
