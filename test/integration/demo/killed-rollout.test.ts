import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoSite, startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import type { ImagesOverview } from '../../../src/shared/images/overview.ts';
import { defaultPolicy, type PlanRequest } from '../../../src/shared/images/rollout-plan.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { connectClient } from '../../support/console-client.ts';
import { makeDataDir, startConsole } from '../../support/console-process.ts';
import { type DemoDoors, demoDoors } from '../../support/demo-doors.ts';
import { until } from '../../support/until.ts';

/** A rollout takes many rounds, on a slow machine slow ones. */
const patienceMs = 10 * 60_000;

/** Not as often as can be: each look reads the whole server, and takes the time from the console. */
function eventually(look: () => Promise<boolean>, what: string): Promise<boolean> {
  return until(async () => (await look()) || sleep(500, false), what, patienceMs);
}

const cleanups = createCleanups();
let demo: DemoSite;
let doors: DemoDoors;

beforeEach(async () => {
  demo = cleanups.add(await startDemoSite({ hosts: 1, vms: 0, seed: 7, clients: 20, speed: 60 }));
  doors = cleanups.add(demoDoors(demo.hosts));
});
afterEach(() => cleanups.run());

/** A console of its own, which knows the demo's image server and nothing else. */
async function openConsole() {
  const data = makeDataDir();
  cleanups.add({ stop: () => data.remove() });
  const args = ['--site', 'own'];
  let shell = await startConsole({ dataDir: data.path, args });
  let client = await connectClient(shell.url);
  cleanups.add({
    async stop() {
      client.close();
      await shell.stop();
    },
  });
  const { port, root, label } = demo.imageServer;
  const { keyFile } = doors.doors[0] ?? { keyFile: '' };
  const added = client.must('images.addServer', {
    label,
    root,
    access: { address: '127.0.0.1', port, user: 'root', identityFiles: [keyFile] },
  });
  const prompt = await client.until('the question about its key', ({ prompts }) =>
    Object.values(prompts).find((one) => one.kind === 'host-key-new'),
  );
  if (prompt.kind === 'host-key-new') {
    const { fingerprint } = prompt.offered;
    await client.must('prompts.answer', {
      promptId: prompt.id,
      answer: { kind: 'trust', fingerprint },
    });
  }
  const { serverId } = await added;
  const online = () =>
    client.until('the image server', ({ imageServers }) => imageServers[serverId]?.facts != null);
  await online();
  return {
    serverId,
    get client() {
      return client;
    },
    overview: (): Promise<ImagesOverview> => client.must('images.overview', { serverId }),
    async kill() {
      client.close();
      await shell.kill();
    },
    async restart() {
      shell = await startConsole({ dataDir: data.path, args });
      client = await connectClient(shell.url);
      await online();
    },
  };
}

const request = (overview: ImagesOverview): PlanRequest => ({
  role: 'web',
  digest:
    overview.channels.find(({ role, name }) => role === 'web' && name === 'testing')?.digest ?? '',
  waves: [
    { name: 'canary', pick: { kind: 'group', group: 'canary' } },
    { name: 'rest', pick: { kind: 'rest' } },
  ],
  policy: { ...defaultPolicy, soakSeconds: 0, concurrency: 4 },
});

/** A rollout that is under way: its canary has come up. */
async function begin(one: Awaited<ReturnType<typeof openConsole>>): Promise<string> {
  const { serverId, client } = one;
  const { rolloutId } = await client.must('rollouts.start', {
    serverId,
    request: request(await one.overview()),
  });
  await eventually(async () => {
    const { state } = await client.must('rollouts.read', { serverId, rolloutId });
    return (
      state.head.wave === 1 && Object.values(state.clients).some((c) => c.state === 'rebooting')
    );
  }, 'the second wave under way');
  return rolloutId;
}

async function expectAllOnce(one: Awaited<ReturnType<typeof openConsole>>, rolloutId: string) {
  await eventually(
    async () => (await one.overview()).ended.some(({ id }) => id === rolloutId),
    'its end',
  );
  const { ended, clients, rollouts } = await one.overview();
  const summary = ended.find(({ id }) => id === rolloutId);
  expect(summary?.head.status).toBe('done');
  expect(rollouts).toEqual([]);
  const web = clients.filter(({ role }) => role === 'web');
  expect((summary?.tally.healthy ?? 0) + (summary?.tally['skipped-offline'] ?? 0)).toBe(web.length);
  for (const { id, drift } of web) {
    expect(demo.imageServer.clients.bootsOf(id), id).toBe(drift === 'silent' ? 1 : 2);
  }
}

describe('a rollout whose console is killed in the middle', () => {
  it('goes on by itself when the console is started again, and reboots nobody twice', async () => {
    const one = await openConsole();
    const rolloutId = await begin(one);
    await one.kill();
    await one.restart();
    await expectAllOnce(one, rolloutId);
  });

  it('is taken up by another console, which has to say that the first is dead', async () => {
    const one = await openConsole();
    const other = await openConsole();
    const rolloutId = await begin(one);
    await one.kill();
    const { serverId, client } = other;
    await client.must('rollouts.carry', { serverId, rolloutId });
    await eventually(async () => {
      const { problem } = await client.must('rollouts.read', { serverId, rolloutId });
      return problem?.code === 'lease-held';
    }, 'the lease of the dead console');
    expect((await other.overview()).rollouts[0]?.holder).toContain('@');
    await client.must('rollouts.release', { serverId, rolloutId });
    await client.must('rollouts.leave', { serverId, rolloutId });
    await client.must('rollouts.carry', { serverId, rolloutId });
    await expectAllOnce(other, rolloutId);
  });

  it('can be paused by another console while it is carried, and goes on when that says so', async () => {
    const one = await openConsole();
    const other = await openConsole();
    const rolloutId = await begin(one);
    const at = { serverId: other.serverId, rolloutId };
    await other.client.must('rollouts.command', { ...at, command: { kind: 'pause' } });
    await eventually(async () => {
      const { state } = await one.client.must('rollouts.read', {
        serverId: one.serverId,
        rolloutId,
      });
      const moving = Object.values(state.clients).some(({ order }) => order !== null);
      return state.head.status === 'paused' && !moving;
    }, 'everybody under way to arrive');
    await other.client.must('rollouts.command', { ...at, command: { kind: 'resume' } });
    await expectAllOnce(one, rolloutId);
  });
});
