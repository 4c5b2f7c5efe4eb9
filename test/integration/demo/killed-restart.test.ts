import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoSite, startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import { addHost, untilRead } from '../../support/add-hosts.ts';
import { type ConsoleClient, connectClient } from '../../support/console-client.ts';
import { type ConsoleProcess, makeDataDir, startConsole } from '../../support/console-process.ts';
import { type DemoDoors, demoDoors } from '../../support/demo-doors.ts';
import { until } from '../../support/until.ts';

const [dying, other] = ['xen-03', 'xen-01'] as const;
const [guest, path] = ['wiki-04', '/etc/xen/wiki-04.cfg'] as const;
let demo: DemoSite;
let doors: DemoDoors;
let data: ReturnType<typeof makeDataDir>;
let console_: ConsoleProcess;
let client: ConsoleClient;

beforeEach(async () => {
  demo = await startDemoSite({ hosts: 6, vms: 40, seed: 7, speed: 4 });
  doors = demoDoors(demo.hosts);
  data = makeDataDir();
  await open();
});
afterEach(async () => {
  client.close();
  await console_.stop();
  data.remove();
  doors.close();
  await demo.close();
});

async function open(): Promise<void> {
  console_ = await startConsole({ dataDir: data.path, args: ['--site', 'own'] });
  client = await connectClient(console_.url);
}

describe('a console that is killed while it starts a VM of a dead host', () => {
  it('finds out by a look at the hosts whether it runs, and keeps in mind what would start it twice', async () => {
    const hostId = await addHost(client, doors.door(dying));
    const targetHostId = await addHost(client, doors.door(other));
    await untilRead(client, [hostId, targetHostId]);
    await until(
      async () =>
        (await client.must('outages.plan', { hostId, choices: {} })).rows.find(
          ({ vm }) => vm.name === guest,
        )?.targetHostId === targetHostId,
      'its configuration seen',
    );
    await demo.control.stopHost(dying);
    await client.until('its silence', ({ hosts }) => hosts[hostId]?.link.state === 'offline');
    await client.must('outages.giveWord', { hostId, typed: dying });
    const restarts = [{ vm: guest, targetHostId }];
    const { jobIds } = await client.must('outages.restart', { hostId, restarts });
    const jobId = jobIds[0] ?? '';
    // Somewhere on its way: what holds must hold wherever that was.
    await client.until('the job under way', ({ jobs }) => jobs[jobId]?.state !== 'queued');
    client.close();
    await console_.kill();

    await open();
    await client.until('the job found again', ({ jobs }) => jobs[jobId]);
    const job = await client.ended(jobId);
    const runs = demo.control.whereRuns(guest).length > 0;
    expect(job.state, JSON.stringify(job, null, 1)).toBe(runs ? 'succeeded' : 'cancelled');
    expect(demo.control.whereRuns(guest)).toEqual(runs ? [other] : []);
    expect(demo.control.readFile(other, path) !== null).toBe(runs);
    const left = client.state().outages[hostId]?.vms.map(({ name }) => name) ?? [];
    expect(left).toEqual(runs ? [guest] : []);
  });
});
