import { afterEach, describe, expect, it } from 'vitest';
import { carryRollout } from '../../../src/main/core/images/carry/carry-rollout.ts';
import type { ClientPort } from '../../../src/main/core/images/carry/client-port.ts';
import { noHypervisor } from '../../../src/main/core/images/carry/no-hypervisor.ts';
import {
  commandRollout,
  openRollout,
  releaseByForce,
} from '../../../src/main/core/images/carry/open-rollout.ts';
import { loadRollout } from '../../../src/main/core/images/carry/rollout-file.ts';
import { parseTree } from '../../../src/main/core/images/parse/parse-tree.ts';
import { readRecord } from '../../../src/main/core/images/record/read-record.ts';
import type { OrderedAct } from '../../../src/main/core/images/rollout/rollout-input.ts';
import { type Change, commit } from '../../../src/main/core/images/server/commit.ts';
import { readServer } from '../../../src/main/core/images/server/read-server.ts';
import { rolloutReport } from '../../../src/main/core/reports/build/rollout-report.ts';
import { renderReport } from '../../../src/main/core/reports/render/render-report.ts';
import { appError } from '../../../src/shared/app-error.ts';
import { defaultPolicy, type PlanRequest } from '../../../src/shared/images/rollout-plan.ts';
import { err } from '../../../src/shared/result.ts';
import { createImageServer, type LocalImageServer } from '../../support/image-server.ts';
import { createRolloutWorld, type Fate } from '../../support/rollout-world.ts';
import { digest, sampleClient, sampleManifest, sampleRole } from '../../support/sample-images.ts';

const servers: LocalImageServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.remove();
});

// A machine that stands still for a while makes nobody count as off.
const policy = { ...defaultPolicy, soakSeconds: 0, offline: 'wait' as const };
const images = { old: digest('a'), new: digest('b') };

/** An image server in a real shell, and machines that read its files and report to it. */
async function open(fates: Record<string, Fate>) {
  const server = createImageServer('dash');
  servers.push(server);
  await server.setUp();
  const world = createRolloutWorld(fates, images);
  const ids = Object.keys(fates);
  const made = await commit(server, [
    { do: 'write', path: 'images/web/role.json', value: sampleRole },
    ...Object.values(images).map((of): Change => {
      const value = sampleManifest({ digest: of });
      return { do: 'write', path: `images/web/${of}/manifest.json`, value };
    }),
    ...ids.map((id): Change => {
      const group = id.startsWith('canary') ? 'canary' : 'rest';
      return { do: 'write', path: `clients/${id}.json`, value: sampleClient(id, { group }) };
    }),
  ]);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  /** Time passes for the machines, and each that is up reports. */
  let now = 0;
  function pass(): void {
    now += 31_000;
    for (const id of ids) {
      const look = world.look(id, now);
      if (look.kind === 'absent') continue;
      const { kind: _kind, ...said } = look;
      server.put(`reports/${id}.json`, JSON.stringify({ client: id, at: 0, ...said }));
    }
  }
  pass();
  const port: ClientPort = {
    ...noHypervisor,
    prepare: noHypervisor.switchBoot,
    async reboot(orders) {
      for (const { client, act } of orders) {
        const machine = world.of(client.id);
        const file = JSON.parse(server.text(`clients/${client.id}.json`));
        machine.file = file.desired;
        for (const one of file.rejected) machine.rejected.add(one);
        const order: OrderedAct = {
          ...act,
          client: client.id,
          to: null,
          previous: null,
          reject: null,
        };
        world.follow(order, now);
      }
      return new Map(orders.map(({ client }) => [client.id, { outcome: 'done', text: '' }]));
    },
    off: (clients) =>
      new Map(
        [...clients.keys()]
          .filter((id) => world.look(id, now).kind === 'absent')
          .map((id) => [id, 'It is silent.']),
      ),
  };
  const request: PlanRequest = {
    role: 'web',
    digest: images.new,
    waves: [
      { name: 'canary', pick: { kind: 'group', group: 'canary' } },
      { name: 'rest', pick: { kind: 'rest' } },
    ],
    policy,
  };
  async function read() {
    const reading = await readServer(server);
    if (!reading.ok) throw new Error(JSON.stringify(reading.error));
    return parseTree(reading.value.clock, reading.value.files);
  }
  async function begin(change: Partial<PlanRequest> = {}) {
    const opened = await openRollout(
      server,
      await read(),
      { ...request, ...change },
      {
        id: 'r1',
        by: 'anna',
      },
    );
    if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  }
  const state = async () => {
    const loaded = await loadRollout(server, 'r1');
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    return loaded.value.rollout.state;
  };
  /** A console; `kill` ends it at once and for good after so many commands to the server. */
  function carry(
    holder: string,
    options: { kill?: number; rounds?: number; soon?: () => void } = {},
  ) {
    const stop = new AbortController();
    let commands = 0;
    let rounds = 0;
    const killed = new Promise<'killed'>((resolve) => {
      stop.signal.addEventListener('abort', () => {
        if (stop.signal.reason === 'killed') resolve('killed');
      });
    });
    const runner = {
      ...server.runner,
      exec: (...call: Parameters<typeof server.runner.exec>) => {
        if (stop.signal.aborted && stop.signal.reason === 'killed') {
          return Promise.resolve(err(appError('ssh-closed', 'killed')));
        }
        commands++;
        if (commands === options.kill) stop.abort('killed');
        return server.runner.exec(...call);
      },
    };
    const carried = carryRollout({
      place: { ...server, runner },
      id: 'r1',
      holder,
      port: {
        ...port,
        reboot: (...call) =>
          stop.signal.reason === 'killed' ? Promise.resolve(new Map()) : port.reboot(...call),
      },
      signal: stop.signal,
      async pause() {
        pass();
        options.soon?.();
        rounds++;
        if (rounds === options.rounds) stop.abort('left');
      },
      onState() {},
    });
    return { done: Promise.race([carried, killed]), commands: () => commands };
  }
  return { server, world, begin, carry, state, read, pass, port };
}

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
