import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DemoPort } from '../../src/main/core/site/demo-port.ts';
import { demoAccess } from '../../src/main/demo/open-demo.ts';
import type { HostKey } from '../../src/shared/model/connection.ts';

interface DemoProcess extends DemoPort {
  imageServer: { label: string; port: number; root: string; hostKey: HostKey };
}

/** The demo site in a process of its own, so that what is measured here is the console alone. */
export async function openDemoProcess(size: {
  hosts: number;
  vms: number;
  seed: number;
  clients?: number;
  speed?: number;
}): Promise<DemoProcess> {
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
      ...(size.clients === undefined ? [] : ['--clients', String(size.clients)]),
      ...(size.speed === undefined ? [] : ['--speed', String(size.speed)]),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the demo site ended (${code})`)));
    createInterface({ input: child.stdout }).once('line', resolve);
  });
  const said = JSON.parse(line);
  const access = await demoAccess(said.hosts, said.imageServer);
  return {
    imageServer: said.imageServer,
    hosts: access.hosts,
    imageServers: access.imageServers,
    past: null,
    fencing: {},
    setPower: () => Promise.reject(new Error('this demo is a process of its own')),
    async close() {
      child.stdin.end();
      await gone;
      await access.remove();
    },
  };
}
