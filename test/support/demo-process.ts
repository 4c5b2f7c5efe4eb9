import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DemoPort } from '../../src/main/core/site/demo-port.ts';
import { demoAccess } from '../../src/main/demo/open-demo.ts';

/** The demo site in a process of its own, so that what is measured here is the console alone. */
export async function openDemoProcess(size: {
  hosts: number;
  vms: number;
  seed: number;
}): Promise<DemoPort> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, '..', '..', 'src', 'main', 'demo', 'main.ts'),
      '--hosts',
      String(size.hosts),
      '--vms',
      String(size.vms),
      '--seed',
      String(size.seed),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the demo site ended (${code})`)));
    createInterface({ input: child.stdout }).once('line', resolve);
  });
  const access = await demoAccess(JSON.parse(line).hosts);
  return {
    hosts: access.hosts,
    async close() {
      child.stdin.end();
      await gone;
      await access.remove();
    },
  };
}
