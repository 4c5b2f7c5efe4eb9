import { parseArgs } from 'node:util';
import { startDemoSite } from './start-demo-site.ts';

/**
 * `node src/main/demo/main.ts --hosts 6 --vms 40 --seed 7`: the demo site in a process of its own.
 * Prints one JSON line, `{"hosts":[…],"imageServer":{…}}` as startDemoSite gives them, and stays
 * until its input ends or it is told to stop.
 */
const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '6' },
    vms: { type: 'string', default: '40' },
    seed: { type: 'string', default: '7' },
    clients: { type: 'string', default: '40' },
    speed: { type: 'string', default: '1' },
  },
});

function count(name: 'hosts' | 'vms' | 'seed' | 'clients' | 'speed', least: number): number {
  const number = Number(values[name]);
  if (Number.isFinite(number) && number >= least) return number;
  console.error(`--${name} must be a number from ${least} on`);
  process.exit(2);
}

const site = await startDemoSite({
  hosts: count('hosts', 1),
  vms: count('vms', 0),
  seed: count('seed', 0),
  clients: count('clients', 0),
  speed: count('speed', 0.001),
});
const { label, port, root, hostKey } = site.imageServer;
console.log(JSON.stringify({ hosts: site.hosts, imageServer: { label, port, root, hostKey } }));

let closing = false;
async function close(): Promise<void> {
  if (closing) return;
  closing = true;
  await site.close();
  process.exit(0);
}
process.on('SIGINT', () => void close());
process.on('SIGTERM', () => void close());
process.stdin.on('end', () => void close());
process.stdin.resume();
