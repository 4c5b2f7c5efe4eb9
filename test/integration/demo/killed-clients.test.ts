import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoSite, startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import type { NewClientsRequest } from '../../../src/shared/images/new-clients.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import { addHost, untilRead } from '../../support/add-hosts.ts';
import { addImageServer } from '../../support/add-image-server.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { type ConsoleClient, connectClient } from '../../support/console-client.ts';
import { type ConsoleProcess, makeDataDir, startConsole } from '../../support/console-process.ts';
import { demoDoors } from '../../support/demo-doors.ts';
import { until } from '../../support/until.ts';

const cleanups = createCleanups();
let demo: DemoSite;
let dataDir: string;
let shell: ConsoleProcess;
let client: ConsoleClient;
let serverId: string;
let ids: string[];
/** The host that answers no more while the console is killed. */
const frozen = 'xen-02';

beforeEach(async () => {
  demo = cleanups.add(await startDemoSite({ hosts: 2, vms: 40, seed: 7, clients: 8, speed: 40 }));
  const doors = cleanups.add(demoDoors(demo.hosts));
  const data = makeDataDir();
  cleanups.add({ stop: async () => data.remove() });
  dataDir = data.path;
  await open();
  cleanups.add({
    async stop() {
      client.close();
      await shell.stop();
    },
  });
  ids = [];
  for (const door of doors.doors) ids.push(await addHost(client, door));
  await untilRead(client, ids);
  const { label, port, root } = demo.imageServer;
  const [door] = doors.doors;
  if (!door) throw new Error('the demo has no host');
  serverId = await addImageServer(client, { ...door, label, port }, root);
});
afterEach(() => cleanups.run());

async function open(): Promise<void> {
  shell = await startConsole({ dataDir, args: ['--site', 'own'] });
  client = await connectClient(shell.url);
}

/** As a power cut: the host that answered nothing answers again once the console is gone. */
async function killAndOpen(jobId: string): Promise<Job> {
  client.close();
  await shell.kill();
  demo.control.thaw(frozen);
  await open();
  await client.until('the job found again', ({ jobs }) => jobs[jobId]);
  return client.ended(jobId);
}

async function workerImage(): Promise<{ role: string; digest: string; channel: string }> {
  const { channels } = await client.must('images.overview', { serverId });
  const stable = channels.find(({ role, name }) => role === 'worker' && name === 'stable');
  return { role: 'worker', digest: stable?.digest ?? '', channel: 'stable' };
}

const has = (path: string) => demo.imageServer.files.text(path) !== null;

describe('a console that was killed', () => {
  it('in the middle of making clients says which were made, makes the rest, and deletes them all', async () => {
    const request: NewClientsRequest = {
      ...(await workerImage()),
      ...{ group: 'rest', names: 'fresh-[1-9]', count: null, drive: { kind: 'nfs' } },
      machines: {
        ...{
          kind: 'xen-vm',
          hostIds: ids.slice(1),
          start: true,
          type: 'pvh',
          memoryMiB: 64,
          vcpus: 1,
        },
        ...{ bridge: 'xenbr0', autostart: false },
      },
      seed: '6b8b4567-327b-43c6-a43c-98695a3c0001',
    };
    const preview = await client.must('clients.newPreview', { serverId, request });
    const agreed = preview.agreed ?? '';
    // At once when the first is made: a console may make all of them while nobody looks.
    const { put } = demo.imageServer.files;
    demo.imageServer.files.put = (path, text) => {
      put(path, text);
      if (path === 'clients/fresh-1.json') demo.control.freeze(frozen);
    };
    const { jobIds } = await client.must('clients.create', { serverId, request, agreed });
    const jobId = jobIds[0] ?? '';
    await until(() => has('clients/fresh-1.json'), 'the first made');
    const job = await killAndOpen(jobId);
    const made = preview.machines.filter(({ name }) => has(`clients/${name}.json`)).length;
    expect(made).toBeGreaterThan(0);
    if (job.state === 'succeeded') expect(made).toBe(9);
    else {
      expect(job, JSON.stringify(job)).toMatchObject({ state: 'failed' });
      expect(job.summary).toMatch(/^(None|[1-8]) of 9 (is|are) made/);
    }

    const rest = await client.must('clients.createRest', { jobId });
    const whole = await client.ended(rest.jobIds[0] ?? '');
    expect(whole, JSON.stringify(whole)).toMatchObject({ state: 'succeeded' });
    for (const { name } of preview.machines) expect(demo.control.whereRuns(name)).toHaveLength(1);

    const undo = await client.must('clients.deleteMade', { jobId });
    expect(await client.ended(undo.jobIds[0] ?? '')).toMatchObject({ state: 'succeeded' });
    for (const { name } of preview.machines) {
      expect(demo.control.whereRuns(name)).toEqual([]);
      expect(has(`clients/${name}.json`)).toBe(false);
    }
  });

  it('in the middle of making a VM a client says how far it is, and makes it one when asked again', async () => {
    const [hostId = ''] = ids.slice(1);
    const vm = Object.values(client.state().vms[hostId] ?? {}).find(
      ({ name, uuid, domid, state, type }) =>
        /^[a-z0-9-]+$/.test(name) &&
        !/^web-/.test(name) &&
        uuid &&
        domid &&
        state === 'running' &&
        type !== 'hvm',
    );
    if (!vm) throw new Error('the demo has no such VM');
    const path = `/etc/xen/${vm.name}.cfg`;
    const before = demo.control.readFile(frozen, path);
    const request = { ...(await workerImage()), group: 'east', vms: [{ hostId, name: vm.name }] };
    demo.control.freeze(frozen);
    const { jobIds } = await client.must('clients.convert', { serverId, request });
    const jobId = jobIds[0] ?? '';
    await client.until('it under way', ({ jobs }) => jobs[jobId]?.state === 'running');
    const job = await killAndOpen(jobId);
    // Nothing was written by then, or all of it: the host decides, and the job says what is true.
    const isOne = has(`clients/${vm.name}.json`);
    expect(job, JSON.stringify(job)).toMatchObject({ state: isOne ? 'succeeded' : 'failed' });
    if (!isOne) {
      expect(job.summary).toBe(`${vm.name} is no client yet: it boots as before.`);
      expect(demo.control.readFile(frozen, path)).toBe(before);
      const again = await client.must('clients.convert', { serverId, request });
      const done = await client.ended(again.jobIds[0] ?? '');
      expect(done, JSON.stringify(done)).toMatchObject({ state: 'succeeded' });
    }
    expect(demo.control.readFile(frozen, path)).toContain(`stateless.digest=${request.digest}`);
    expect(demo.control.readFile(frozen, `${path}.before-image`)).toBe(before);
  });

  it('in the middle of a power-cycle finds what its host did, and does it not twice', async () => {
    const [hostId = ''] = ids.slice(1);
    const request: NewClientsRequest = {
      ...(await workerImage()),
      ...{ group: 'rest', names: 'quiet', count: null, drive: { kind: 'nfs' } },
      machines: {
        ...{
          kind: 'xen-vm',
          hostIds: [hostId],
          start: false,
          type: 'pvh',
          memoryMiB: 64,
          vcpus: 1,
        },
        ...{ bridge: 'xenbr0', autostart: false },
      },
      seed: '6b8b4567-327b-43c6-a43c-98695a3c0002',
    };
    const { agreed } = await client.must('clients.newPreview', { serverId, request });
    const made = await client.must('clients.create', { serverId, request, agreed: agreed ?? '' });
    expect(await client.ended(made.jobIds[0] ?? '')).toMatchObject({ state: 'succeeded' });
    await client.until('it known', ({ vms }) => vms[hostId]?.quiet);
    // At once when it is put down: a host may be done with it while nobody looks.
    const { put } = demo.imageServer.files;
    demo.imageServer.files.put = (path, text) => {
      put(path, text);
      if (path === 'cycles/quiet.json') demo.control.freeze(frozen);
    };
    const { jobIds } = await client.must('repair.cycle', { serverId, clients: ['quiet'] });
    const jobId = jobIds[0] ?? '';
    await until(() => has('cycles/quiet.json'), 'it put down');
    const job = await killAndOpen(jobId);
    const runs = demo.control.whereRuns('quiet').length;
    expect(job, JSON.stringify(job)).toMatchObject({ state: runs === 1 ? 'succeeded' : 'failed' });
    if (runs === 0) expect(job.summary).toContain('ended before');
  });
});
