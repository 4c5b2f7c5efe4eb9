import { afterEach, describe, expect, it } from 'vitest';
import { deleteImage, readPackages } from '../../../src/main/core/images/server/image-files.ts';
import { probeServer } from '../../../src/main/core/images/server/probe-server.ts';
import { demoAccess } from '../../../src/main/demo/open-demo.ts';
import { startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import { adviseServer } from '../../../src/shared/images/advise-server.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { beginDemoRollout, carryDemoRollout, stateOf } from '../../support/demo-rollout.ts';
import { createSshSite, linkIn } from '../../support/ssh-site.ts';

const cleanups = createCleanups();
afterEach(cleanups.run);

/** The demo's image server over SSH, its clients booting far faster than real ones. */
async function open(clients: number) {
  const demo = cleanups.add(
    await startDemoSite({ hosts: 1, vms: 0, seed: 7, clients, speed: 400 }),
  );
  const access = await demoAccess(demo.hosts, demo.imageServer);
  cleanups.add({ stop: access.remove });
  const site = cleanups.add(createSshSite());
  const { port, label, root } = demo.imageServer;
  const identityFiles = access.hosts[0]?.access.identityFiles ?? [];
  const link = site.link({ port, identityFiles }, { label });
  link.connect();
  await linkIn(link, 'online');
  return { demo, link, place: { runner: link, label, root } };
}

describe('the demo’s image server', () => {
  it('has roles, images, channels and clients of the size that was asked for', async () => {
    const { place } = await open(1000);
    const state = await stateOf(place);
    expect(state.problems).toEqual([]);
    expect(state.clients.size).toBe(1000);
    expect([...state.roles.keys()]).toEqual(['web', 'worker', 'kiosk']);
    expect(state.images.size).toBe(12);
    const digest = state.channels.get('web/stable')?.value.digest ?? '';
    const packages = await readPackages(place, { role: 'web', digest });
    expect(packages.ok && packages.value?.length).toBe(state.images.get(`web/${digest}`)?.packages);
    expect(
      await deleteImage(place, { role: 'web', digest, by: 'anna', kept: 'images' }),
    ).toMatchObject({
      error: { code: 'in-use' },
    });
  });

  it('tells what it lacks, and with which commands that is mended', async () => {
    const { place } = await open(1);
    const facts = await probeServer(place);
    if (!facts.ok) throw new Error(JSON.stringify(facts.error));
    const lacks = adviseServer(facts.value, place.root);
    expect(lacks.map(({ id, weight }) => `${id} ${weight}`)).toEqual(['dnsmasq useful']);
    expect(lacks[0]?.commands?.at(-1)).toContain('dnsmasq');
  });

  it('sees a rollout through: who is off is passed over, everybody else runs the new image', async () => {
    const { place, demo } = await open(120);
    const id = await beginDemoRollout(place, 'web');
    const carried = await carryDemoRollout(place, id, { pauseMs: 20 });
    expect(carried).toMatchObject({ ok: true, value: { status: 'done' } });
    const after = await stateOf(place);
    const tally = after.ended.get(id)?.tally ?? {};
    expect(
      Object.keys(tally).every((state) => ['healthy', 'skipped-offline'].includes(state)),
    ).toBe(true);
    const clients = [...after.clients.values()].filter(({ value }) => value.role === 'web');
    expect((tally.healthy ?? 0) + (tally['skipped-offline'] ?? 0)).toBe(clients.length);
    for (const { value } of clients) {
      const boots = demo.imageServer.clients.bootsOf(value.id);
      expect(boots, value.id).toBe(after.reports.has(value.id) ? 2 : 1);
    }
  });

  it('has a newest kiosk that does not come up: the canary is rolled back, nobody else touched', async () => {
    const { place } = await open(100);
    const policy = { onErrors: 'roll-back-wave', verifySeconds: 1 } as const;
    const id = await beginDemoRollout(place, 'kiosk', policy);
    const carried = await carryDemoRollout(place, id, { pauseMs: 20 });
    expect(carried).toMatchObject({ value: { status: 'rolled-back' } });
    const after = await stateOf(place);
    expect(after.ended.get(id)?.tally).toEqual({ 'rolled-back': 1, pending: 14 });
  });

  it('loses nothing when the console’s connection is cut in the middle, and reboots nobody twice', async () => {
    const { place, demo, link } = await open(60);
    const id = await beginDemoRollout(place, 'web', { concurrency: 5 });
    let cuts = 0;
    const put = demo.imageServer.files.put;
    demo.imageServer.files.put = (path, text) => {
      put(path, text);
      // Right after something was written, so that its answer is lost.
      if (cuts < 5 && path.endsWith('events.jsonl')) {
        cuts++;
        demo.imageServer.cut();
      }
    };
    const carried = await carryDemoRollout(place, id, { pauseMs: 20 });
    expect(carried).toMatchObject({ ok: true, value: { status: 'done' } });
    expect(cuts).toBe(5);
    expect(link.link.state).toBe('online');
    const after = await stateOf(place);
    for (const { value } of after.clients.values()) {
      expect(demo.imageServer.clients.bootsOf(value.id)).toBeLessThanOrEqual(2);
    }
  });
});
