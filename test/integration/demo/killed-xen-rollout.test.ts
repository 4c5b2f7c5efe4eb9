import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import { defaultPolicy } from '../../../src/shared/images/rollout-plan.ts';
import type { ClientProgress } from '../../../src/shared/images/rollout-state.ts';
import { addHost, untilRead } from '../../support/add-hosts.ts';
import { addImageServer, untilServerSeen } from '../../support/add-image-server.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { connectClient } from '../../support/console-client.ts';
import { makeDataDir, startConsole } from '../../support/console-process.ts';
import { demoDoors } from '../../support/demo-doors.ts';
import { until } from '../../support/until.ts';

/** A rollout takes many rounds, on a slow machine slow ones. */
const patienceMs = 15 * 60_000;

const cleanups = createCleanups();
afterEach(() => cleanups.run());

/** A console of its own, on all hosts of a demo site and its image server; it can be killed. */
async function open() {
  const demo = cleanups.add(await startDemoSite({ hosts: 10, vms: 64, seed: 7, speed: 60 }));
  const doors = cleanups.add(demoDoors(demo.hosts));
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
  const ids: string[] = [];
  for (const door of doors.doors) ids.push(await addHost(client, door));
  await untilRead(client, ids);
  const { port, root, label } = demo.imageServer;
  const door = { ...doors.door('xen-01'), label, port };
  const serverId = await addImageServer(client, door, root);
  return {
    ...{ demo, serverId },
    get client() {
      return client;
    },
    async killAndRestart() {
      client.close();
      await shell.kill();
      shell = await startConsole({ dataDir: data.path, args });
      client = await connectClient(shell.url);
      await untilServerSeen(client, serverId);
    },
  };
}

type Look = (one: ClientProgress | undefined) => boolean;

describe('a rollout over Xen hosts whose console is killed', { timeout: patienceMs }, () => {
  it('in each of its steps goes on, brings every guest back, and reboots each host once', async () => {
    const one = await open();
    const { demo, serverId } = one;
    await one.client.until('the load of every host', ({ hosts }) =>
      Object.values(hosts).every(({ usage }) => usage?.cpu != null),
    );
    const { hosts, vms } = one.client.state();
    const before = Object.values(hosts).flatMap(({ id, label }) =>
      Object.values(vms[id] ?? {})
        .filter(({ state }) => state === 'running')
        .map(({ name }) => ({ name, label, boot: demo.control.bootOf(name) })),
    );
    const { channels } = await one.client.must('images.overview', { serverId });
    const digest =
      channels.find(({ role, name }) => role === 'dom0' && name === 'testing')?.digest ?? '';
    const { rolloutId } = await one.client.must('rollouts.start', {
      serverId,
      request: {
        role: 'dom0',
        digest,
        waves: [{ name: 'all', pick: { kind: 'rest' } }],
        policy: { ...defaultPolicy, soakSeconds: 0 },
      },
    });
    const seen = (host: string, what: string, look: Look) =>
      until(
        async () => {
          const answer = await one.client.invoke('rollouts.read', { serverId, rolloutId });
          if (answer.ok && look(answer.value.state.clients[host])) return true;
          return sleep(300, false);
        },
        `${host} ${what}`,
        patienceMs,
      );
    await seen('xen-08', 'being emptied', (is) => is?.reason?.includes('→') === true);
    await one.killAndRestart();
    await seen('xen-08', 'rebooting', (is) => is?.state === 'rebooting');
    await one.killAndRestart();
    await seen('xen-08', 'getting its VMs', (is) => is?.reason?.includes('back:') === true);
    await one.killAndRestart();
    await until(
      async () => {
        const { ended, rollouts } = await one.client.must('images.overview', { serverId });
        const halted = rollouts.find(({ head }) => head.status === 'halted');
        if (halted) throw new Error(JSON.stringify(halted));
        return ended.some(({ id }) => id === rolloutId) || sleep(500, false);
      },
      'its end',
      patienceMs,
    );
    for (const host of ['xen-08', 'xen-09', 'xen-10']) {
      const report = JSON.parse(demo.imageServer.files.text(`reports/${host}.json`) ?? '{}');
      expect(report).toMatchObject({ digest, bootId: `${host}-boot-2` });
    }
    for (const { name, label, boot } of before) {
      expect([name, demo.control.whereRuns(name)]).toEqual([name, [label]]);
      expect(demo.control.bootOf(name), name).toBe(boot);
    }
  });
});
