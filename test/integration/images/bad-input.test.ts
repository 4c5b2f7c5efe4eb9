import { afterEach, describe, expect, it } from 'vitest';
import {
  commandRollout,
  openRollout,
  releaseByForce,
} from '../../../src/main/core/images/carry/open-rollout.ts';
import { composeOverview } from '../../../src/main/core/images/compose-overview.ts';
import { rebootClients, swapDrives } from '../../../src/main/core/images/repair/repair-clients.ts';
import {
  carriedImages,
  carriedPolicy,
  openCarried,
  removeCarriedServers,
} from '../../support/carried-rollout.ts';
import { sampleClient } from '../../support/sample-images.ts';

afterEach(removeCarriedServers);

const everybody = [{ name: 'all', pick: { kind: 'rest' as const } }];

/** Each by the words of what goes wrong; an image whose digest is wrong and a full disk in mid-import are in import-desk.test.ts. */
describe('what goes wrong ends in a named state, with a way out, and no other client touched:', () => {
  it('a torn JSON file is named and left out, the rest goes on, and mended it is back', async () => {
    const { server, read, begin, carry } = await openCarried({ canary1: 'fine', web1: 'fine' });
    const whole = server.text('clients/web1.json');
    server.put('clients/web1.json', whole.slice(0, 40));
    const [problem] = composeOverview(await read(), server.root).problems;
    expect(problem).toMatchObject({ path: 'clients/web1.json', error: { code: 'parse-failed' } });
    expect(problem?.error.hint).toContain('correct it there');
    await begin();
    expect(await carry('anna').done).toMatchObject({ value: { status: 'done' } });
    expect(server.text('clients/web1.json')).toBe(whole.slice(0, 40));
    server.put('clients/web1.json', whole);
    const after = composeOverview(await read(), server.root);
    expect(after.problems).toEqual([]);
    expect(after.clients.map(({ id }) => id).toSorted()).toEqual(['canary1', 'web1']);
  });

  it('a client that boots the old image has failed, the rollout halts, and a retry brings it there', async () => {
    const { world, begin, carry, state, server } = await openCarried({
      canary1: 'old-image',
      web1: 'fine',
    });
    await begin({ policy: { ...carriedPolicy, verifySeconds: 1 } });
    let mended = false;
    const carried = carry('anna', {
      soon() {
        void (async () => {
          const { head, clients } = await state();
          if (mended || head.status !== 'halted') return;
          mended = true;
          expect(['failed', 'timed-out']).toContain(clients.canary1?.state);
          expect(clients.web1?.state).toBe('pending');
          world.of('canary1').fate = 'fine';
          await commandRollout(server, 'r1', { kind: 'retry', client: null }, 'anna');
          await commandRollout(server, 'r1', { kind: 'resume' }, 'anna');
        })().catch(() => {});
      },
    });
    expect(await carried.done).toMatchObject({ value: { status: 'done' } });
    expect(mended).toBe(true);
    expect(world.of('canary1').runs).toBe(carriedImages.new);
  });

  it('a client that never comes back is timed out, the rollout halts, and skipped it holds up nobody', async () => {
    const { begin, carry, state, server, world } = await openCarried({
      canary1: 'dead',
      web1: 'fine',
    });
    await begin({ policy: { ...carriedPolicy, rebootSeconds: 1 } });
    let skipped = false;
    const carried = carry('anna', {
      soon() {
        void (async () => {
          const { head, clients } = await state();
          if (skipped || head.status !== 'halted') return;
          skipped = true;
          expect(['failed', 'timed-out']).toContain(clients.canary1?.state);
          expect(clients.canary1?.reason).toMatch(/\w/);
          expect(world.of('web1').boot).toBe(1);
          await commandRollout(server, 'r1', { kind: 'skip', client: 'canary1' }, 'anna');
          await commandRollout(server, 'r1', { kind: 'resume' }, 'anna');
        })().catch(() => {});
      },
    });
    expect(await carried.done).toMatchObject({ value: { status: 'done' } });
    expect(skipped).toBe(true);
    expect(world.of('web1').runs).toBe(carriedImages.new);
  });

  it('one without its drive is no healthy client: it is rolled back, and a reset gives it a drive', async () => {
    const { begin, carry, read, world, server } = await openCarried({
      canary1: 'no-drive',
      web1: 'fine',
    });
    await begin({
      policy: { ...carriedPolicy, verifySeconds: 1, onErrors: 'roll-back-wave' },
    });
    expect(await carry('anna').done).toMatchObject({ value: { status: 'rolled-back' } });
    expect(world.of('canary1').runs).toBe(carriedImages.old);
    expect(world.of('web1').boot).toBe(1);
    const report = JSON.parse(server.text('reports/web1.json'));
    server.put('reports/web1.json', JSON.stringify({ ...report, stateMounted: false }));
    const seen = composeOverview(await read(), server.root).clients.find(({ id }) => id === 'web1');
    expect(seen?.drifts).toContain('no-state-drive');
    const [reset] = await swapDrives(server, await read(), ['web1'], { by: 'anna', from: null });
    expect(reset?.outcome).toBe('done');
    expect(server.list('state')).toContain('web1');
  });

  it('a clock an hour off makes no client silent, and is told', async () => {
    const { server, read } = await openCarried({ web1: 'fine' });
    const report = JSON.parse(server.text('reports/web1.json'));
    const at = Math.floor(Date.now() / 1000) + 3600;
    server.put('reports/web1.json', JSON.stringify({ ...report, at }));
    const [client] = composeOverview(await read(), server.root).clients;
    expect(client?.drifts).not.toContain('silent');
    expect(Math.abs((client?.clockOffSeconds ?? 0) - 3600)).toBeLessThan(60);
    const [rebooted] = await rebootClients(server, await read(), ['web1'], 'anna');
    expect(rebooted?.outcome).toBe('done');
  });

  it('a lease whose holder is dead is told with its holder, and released by force', async () => {
    const { server, begin, carry } = await openCarried({ canary1: 'fine', web1: 'fine' });
    await begin();
    expect(await carry('anna', { kill: 4 }).done).toBe('killed');
    const held = await carry('bob').done;
    expect(held).toMatchObject({
      error: { code: 'lease-held', message: expect.stringContaining('anna') },
    });
    expect(JSON.stringify(held)).toContain('release it by force');
    expect((await releaseByForce(server, 'r1', 'bob')).ok).toBe(true);
    expect(await carry('bob').done).toMatchObject({ value: { status: 'done' } });
    expect(server.checkAudit()).toBeGreaterThan(1);
  });

  it('a rollout started twice is one rollout: the other is a conflict, or finds nobody left', async () => {
    const { server, read, begin } = await openCarried({ canary1: 'fine', web1: 'fine' });
    const before = await read();
    await begin();
    const request = {
      ...{ role: 'web', digest: carriedImages.new, waves: everybody, policy: carriedPolicy },
    };
    expect(await openRollout(server, before, request, { id: 'r2', by: 'bob' })).toMatchObject({
      error: { code: 'conflict' },
    });
    expect(await openRollout(server, await read(), request, { id: 'r2', by: 'bob' })).toMatchObject(
      {
        error: { code: 'not-possible-now', details: expect.stringContaining('in-rollout') },
      },
    );
    expect(server.list('rollouts')).toEqual(['r1']);
    expect(JSON.parse(server.text('clients/web1.json'))).toEqual(sampleClient('web1'));
  });
});
