import { afterEach, describe, expect, it } from 'vitest';
import {
  commandRollout,
  openRollout,
  releaseByForce,
} from '../../../src/main/core/images/carry/open-rollout.ts';
import { readRecord } from '../../../src/main/core/images/record/read-record.ts';
import { commit } from '../../../src/main/core/images/server/commit.ts';
import { rolloutReport } from '../../../src/main/core/reports/build/rollout-report.ts';
import { renderReport } from '../../../src/main/core/reports/render/render-report.ts';
import {
  carriedImages,
  carriedPolicy,
  openCarried,
  removeCarriedServers,
} from '../../support/carried-rollout.ts';

const open = openCarried;
const policy = carriedPolicy;
const images = carriedImages;
afterEach(removeCarriedServers);

describe('a rollout that a console carries', () => {
  it('ends with every client on the new image, its record kept and nothing leased', async () => {
    const { server, world, begin, carry, read } = await open({
      canary1: 'fine',
      web1: 'fine',
      web2: 'hangs-once',
    });
    await begin({ policy: { ...policy, rebootSeconds: 1 } });
    expect(await carry('anna').done).toMatchObject({ ok: true, value: { status: 'done' } });
    const after = await read();
    expect(after.problems).toEqual([]);
    expect(after.rollouts.size).toBe(0);
    expect(after.ended.get('r1')).toMatchObject({
      tally: { healthy: 3 },
      head: { status: 'done' },
    });
    for (const id of ['canary1', 'web1', 'web2']) {
      expect(world.of(id).runs).toBe(images.new);
      expect(after.clients.get(id)?.value).toMatchObject({
        desired: images.new,
        previous: images.old,
        rejected: [],
      });
    }
    expect([...after.leases, ...after.rolloutLeases]).toEqual([]);
    expect(server.list('rollouts/r1')).toContain('plan.json');
    expect(server.checkAudit()).toBe(2);
    const record = await readRecord(server, 'r1');
    if (!record.ok) throw new Error(JSON.stringify(record.error));
    expect(record.value).toMatchObject({
      missing: 0,
      head: { status: 'done' },
      plan: { id: 'r1' },
    });
    expect(record.value.endedAt).toBeGreaterThan(1_600_000_000_000);
    // Each client’s way is whole, in its order, and in the same words on paper.
    const way = record.value.events.flatMap(({ clients }) =>
      clients.filter(({ id }) => id === 'web1').map(({ state: at }) => at),
    );
    expect(way).toEqual(['leased', 'switched', 'rebooting', 'healthy']);
    const about = { site: 'images', madeAt: 1_800_000_000_000, timeZone: 'UTC' };
    const csv = [...renderReport(rolloutReport(record.value, about), 'csv', ['a', 'b'])].join('');
    expect(csv).toContain('web1');
    expect(csv).toContain('rebooting');
    // Of what is torn it says how much is missing, and makes nothing up.
    const old = server.list('rollouts/r1').find((name) => name.startsWith('events-')) ?? '';
    server.put(`rollouts/r1/${old}`, 'torn\n');
    const torn = await readRecord(server, 'r1');
    expect(torn.ok && torn.value.missing).toBeGreaterThan(0);
    expect(await readRecord(server, 'r9')).toMatchObject({ error: { code: 'rollout-not-found' } });
  });

  it('whose canary falls ill is rolled back by itself, and no plan brings the image back', async () => {
    const { world, begin, carry, read, server } = await open({ canary1: 'ill', web1: 'fine' });
    await begin({
      policy: { ...policy, verifySeconds: 1, onErrors: 'roll-back-wave' },
    });
    expect(await carry('anna').done).toMatchObject({ value: { status: 'rolled-back' } });
    expect(world.of('canary1')).toMatchObject({ runs: images.old, file: images.old });
    const after = await read();
    expect(after.clients.get('canary1')?.value).toMatchObject({
      desired: images.old,
      rejected: [images.new],
    });
    expect(after.clients.get('web1')?.value.generation).toBe(1);
    const waves = [{ name: 'all', pick: { kind: 'rest' as const } }];
    const request = { role: 'web', digest: images.new, waves, policy };
    const again = await openRollout(server, after, request, { id: 'r2', by: 'anna' });
    expect(again).toMatchObject({
      value: {
        leftOut: [{ client: 'canary1', reason: 'rejected' }],
        waves: [{ clients: ['web1'] }],
      },
    });
  });

  it('is carried by one console at a time; another sees who, and goes on after a release by force', async () => {
    const { begin, carry, server } = await open({ canary1: 'fine', web1: 'fine' });
    await begin();
    expect(await carry('anna', { kill: 4 }).done).toBe('killed');
    expect(await carry('bob').done).toMatchObject({
      error: { code: 'lease-held', message: expect.stringContaining('anna') },
    });
    expect((await releaseByForce(server, 'r1', 'bob')).ok).toBe(true);
    expect(await carry('bob').done).toMatchObject({ value: { status: 'done' } });
  });

  it('that its console leaves is free for the next one at once', async () => {
    const { begin, carry } = await open({ canary1: 'fine', web1: 'fine' });
    await begin();
    expect(await carry('anna', { rounds: 2 }).done).toEqual({ ok: true, value: null });
    expect(await carry('bob').done).toMatchObject({ value: { status: 'done' } });
  });

  it('goes on after a kill at any point, and reboots no client twice', async () => {
    const fates = { canary1: 'fine', web1: 'fine' } as const;
    const straight = await open(fates);
    await straight.begin();
    const whole = straight.carry('anna');
    await whole.done;
    // The state machine's own test kills it everywhere; this one, with real parts, here and there.
    for (let kill = 2; kill <= whole.commands(); kill += Math.ceil(whole.commands() / 7)) {
      const { begin, carry, world, read } = await open(fates);
      await begin();
      const first = await carry('anna', { kill }).done;
      if (first === 'killed') {
        // The same console after a restart: the lease is still its own.
        const second = await carry('anna').done;
        const over = second !== 'killed' && !second.ok && second.error.code === 'rollout-not-found';
        if (!over) expect(second).toMatchObject({ ok: true });
      }
      const after = await read();
      expect(after.ended.get('r1')?.tally, `killed at ${kill}`).toEqual({ healthy: 2 });
      for (const id of Object.keys(fates)) {
        expect(world.of(id).followed, `${id}, killed at ${kill}`).toEqual([
          `r1.${id}.1.forward.reboot`,
        ]);
      }
    }
  });

  it('is paused, resumed and aborted from another console while this one carries it', async () => {
    const { begin, carry, server, state, world } = await open({ canary1: 'fine', web1: 'fine' });
    await begin();
    expect((await commandRollout(server, 'r1', { kind: 'pause' }, 'bob')).ok).toBe(true);
    await carry('anna', { rounds: 5 }).done;
    expect((await state()).head).toMatchObject({ status: 'paused', reason: 'Paused by bob.' });
    expect(world.of('canary1').followed).toEqual([]);
    expect((await commandRollout(server, 'r1', { kind: 'resume' }, 'bob')).ok).toBe(true);
    const orders: Promise<unknown>[] = [];
    const done = carry('anna', {
      soon: () => {
        if (orders.length < 3)
          orders.push(commandRollout(server, 'r1', { kind: 'retry', client: null }, 'bob'));
      },
    }).done;
    expect(await done).toMatchObject({ value: { status: 'done' } });
    await Promise.all(orders);
    expect(server.checkAudit()).toBe(4);
  });

  it('that stands still notices what another console orders', async () => {
    const { begin, carry, server } = await open({ canary1: 'fine', web1: 'fine' });
    await begin();
    await commandRollout(server, 'r1', { kind: 'pause' }, 'bob');
    let pauses = 0;
    const carried = carry('anna', {
      soon: () => {
        pauses++;
        if (pauses === 4) void commandRollout(server, 'r1', { kind: 'resume' }, 'bob');
      },
    });
    expect(await carried.done).toMatchObject({ value: { status: 'done' } });
  });

  it('begins once, though two consoles begin it at the same time', async () => {
    const { server, read } = await open({ canary1: 'fine' });
    const before = await read();
    const waves = [{ name: 'all', pick: { kind: 'rest' as const } }];
    const request = { role: 'web', digest: images.new, waves, policy };
    const both = await Promise.all(
      ['r1', 'r2'].map((id) => openRollout(server, before, request, { id, by: id })),
    );
    expect(both.filter((one) => one.ok).length).toBe(1);
    expect(both.find((one) => !one.ok)).toMatchObject({ error: { code: 'conflict' } });
    expect((await read()).rollouts.size).toBe(1);
    expect(await openRollout(server, await read(), request, { id: 'r3', by: 'x' })).toMatchObject({
      error: { code: 'not-possible-now', details: 'canary1: in-rollout' },
    });
  });

  it('waits for a client that another has leased, and says who', async () => {
    const { begin, carry, server, state } = await open({ canary1: 'fine', web1: 'fine' });
    await begin();
    const path = 'leases/canary/canary1.json';
    await commit(server, [{ do: 'lease', path, holder: 'repair.bob', seconds: 600 }]);
    await carry('anna', { rounds: 4 }).done;
    expect((await state()).clients.canary1).toMatchObject({
      state: 'pending',
      reason: expect.stringContaining('repair.bob'),
    });
    await commit(server, [{ do: 'release', path, holder: 'repair.bob' }]);
    expect(await carry('anna').done).toMatchObject({ value: { status: 'done' } });
  });
});
