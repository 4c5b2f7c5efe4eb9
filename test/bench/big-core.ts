/**
 * A console's core with a thousand hosts of its own, alone in this process; the hosts are a demo
 * site in another one. Prints one JSON line when every host has been read and watched for a while,
 * and ends.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import v8 from 'node:v8';
import { createCore } from '../../src/main/core/create-core.ts';
import { placeOf } from '../../src/main/core/ssh/route.ts';
import { createSessionSecrets } from '../../src/main/core/ssh/session-secrets.ts';
import { openStore } from '../../src/main/core/store/open-store.ts';
import { createLog } from '../../src/main/create-log.ts';
import { keepHeapLean } from '../../src/main/keep-heap-lean.ts';
import { printWithChromium } from '../../src/main/print-with-chromium.ts';
import type { SiteSnapshot, SiteState } from '../../src/shared/model/site.ts';
import { openDemoProcess } from '../support/demo-process.ts';

const [hosts = 1000, vms = 20_000] = process.argv.slice(2).map(Number);
const dataDir = mkdtempSync(join(tmpdir(), 'stateroom-bench-'));
const started = Date.now();
const log = createLog({ dataDir, level: 'warn' });
const demo = await openDemoProcess({ hosts, vms, seed: 7 });
const store = openStore(join(dataDir, 'site.sqlite'), { log });
if (!store.ok) throw new Error(store.error.message);
for (const { id, label, access, hostKey } of demo.hosts) {
  store.value.hosts.put({ id, label, access });
  store.value.hostKeys.put(placeOf(access), hostKey);
}
store.value.close();
const core = createCore({
  dataDir,
  settingsFile: { get: () => undefined, set: () => undefined },
  secrets: createSessionSecrets(),
  openDemo: async () => demo,
  initialSite: 'own',
  ssh: { configPath: join(dataDir, 'ssh_config'), home: dataDir, agentSocket: null },
  checkOutputs: false,
  print: printWithChromium,
  log,
});

void core.opened.then(() => keepHeapLean(v8));

/** The core's own site, not a copy of it that would be measured along. */
async function site(): Promise<SiteState> {
  const answer = await core.invoke('site.snapshot', {});
  if (!answer.ok) throw new Error(answer.error.message);
  return (answer.value as SiteSnapshot).state;
}

let peak = 0;
for (;;) {
  peak = Math.max(peak, process.memoryUsage.rss());
  const all = Object.values((await site()).hosts);
  if (all.every((host) => host.facts !== null)) break;
  await new Promise((resolve) => setTimeout(resolve, 500));
}
const allReadSeconds = (Date.now() - started) / 1000;
// Two rounds of usage, so that what watching costs is in it.
for (let second = 0; second < 40; second += 1) {
  peak = Math.max(peak, process.memoryUsage.rss());
  await new Promise((resolve) => setTimeout(resolve, 1000));
}
const cpu = process.cpuUsage();
console.log(
  JSON.stringify({
    rssMb: Math.round(process.memoryUsage.rss() / 1e6),
    peakMb: Math.round(peak / 1e6),
    allReadSeconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    vms: Object.values((await site()).vms).reduce((sum, of) => sum + Object.keys(of).length, 0),
  }),
);
await core.close();
await demo.close();
rmSync(dataDir, { recursive: true, force: true });
process.exit(0);
