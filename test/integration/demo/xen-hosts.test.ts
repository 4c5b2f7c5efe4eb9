import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type DemoSite, startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import { defaultPolicy, type RolloutPolicy } from '../../../src/shared/images/rollout-plan.ts';
import {
  endedStatuses,
  movingStates,
  type RolloutState,
} from '../../../src/shared/images/rollout-state.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { demoDoors } from '../../support/demo-doors.ts';
import { addImageServer, rolloutUntil } from '../../support/image-core.ts';
import { type OwnCore, openOwnCore } from '../../support/own-core.ts';

const cleanups = createCleanups();
afterEach(() => cleanups.run());

const hosts = ['xen-08', 'xen-09', 'xen-10'];

async function open() {
  const demo = cleanups.add(await startDemoSite({ hosts: 10, vms: 64, seed: 7, speed: 60 }));
  const doors = cleanups.add(demoDoors(demo.hosts));
  const core = cleanups.add(await openOwnCore(doors.doors));
  const serverId = await addImageServer(core, demo, doors.doors[0]?.keyFile ?? '');
  await core.until('the load of every host', (state) =>
    Object.values(state.hosts).every(({ usage }) => usage !== null && usage.cpu !== null),
  );
  return { demo, core, serverId };
}

async function begin(core: OwnCore, serverId: string, change: Partial<RolloutPolicy> = {}) {
  const overview = await core.must('images.overview', { serverId });
  const digest = overview.channels.find(
    ({ role, name }) => role === 'dom0' && name === 'testing',
  )?.digest;
  const { rolloutId } = await core.must('rollouts.start', {
    serverId,
    request: {
      role: 'dom0',
      digest: digest ?? '',
      waves: [
        { name: 'canary', pick: { kind: 'group', group: 'canary' } },
        { name: 'rest', pick: { kind: 'rest' } },
      ],
      policy: { ...defaultPolicy, soakSeconds: 0, concurrency: 10, ...change },
    },
  });
  return { at: { serverId, rolloutId }, digest };
}

/** Where each running guest of these hosts is, and which boot of it. */
function guestsOf(demo: DemoSite, core: OwnCore) {
  return hosts.flatMap((host) =>
    Object.values(core.state().vms[core.idOf(host)] ?? {})
      .filter(({ domid }) => domid !== null)
      .map(({ name }) => ({ name, host, boot: demo.control.bootOf(name) })),
  );
}

describe('a rollout over Xen hosts', () => {
  it('takes one after the other, and no guest of theirs goes down or ends elsewhere', async () => {
    const { demo, core, serverId } = await open();
    const before = guestsOf(demo, core);
    expect(before.length).toBeGreaterThan(9);
    // One guest stands still on its way there, and on its way back, until that was told.
    const held = before[0]?.name ?? '';
    let goOn = demo.control.holdCopy(held);
    const { at, digest } = await begin(core, serverId);
    let over = false;
    const watched = (async () => {
      while (!over) {
        for (const { name, boot } of before) {
          const now = demo.control.bootOf(name);
          // In the blink of a handover nobody has it.
          if (now !== null) expect(now, name).toBe(boot);
        }
        await sleep(50);
      }
    })();
    const untilSo = (isSo: (state: RolloutState) => boolean) =>
      rolloutUntil(core, at, (now) => {
        const all = Object.values(now.clients);
        const moving = all.filter((one) => movingStates.includes(one.state));
        expect(moving.length).toBeLessThanOrEqual(1);
        return isSo(now) || [...endedStatuses, 'halted'].includes(now.head.status);
      });
    for (const told of [
      /^Moving \d+ VMs? away: \S+ → xen-\d\d/,
      /^Moving \d+ VMs? back: \S+ → xen-\d\d/,
    ]) {
      const { clients } = await untilSo((now) =>
        Object.values(now.clients).some(({ reason }) => told.test(reason ?? '')),
      );
      const reasons = Object.values(clients).map(({ reason }) => reason ?? '');
      expect(reasons).toContainEqual(expect.stringMatching(told));
      const next = demo.control.holdCopy(held);
      goOn();
      goOn = next;
    }
    goOn();
    const state = await untilSo(() => false);
    over = true;
    await watched;
    expect(state.head).toMatchObject({ status: 'done' });
    for (const host of hosts) {
      expect(state.clients[host]).toMatchObject({ state: 'healthy', reason: null });
      const report = JSON.parse(demo.imageServer.files.text(`reports/${host}.json`) ?? '{}');
      expect(report).toMatchObject({ digest, bootId: `${host}-boot-2`, health: 'ok' });
    }
    for (const { name, host, boot } of before) {
      expect([name, demo.control.whereRuns(name)]).toEqual([name, [host]]);
      expect(demo.control.bootOf(name)).toBe(boot);
    }
    const jobs = Object.values(core.state().jobs);
    expect(jobs.filter(({ spec }) => spec.kind === 'plan')).toHaveLength(6);
    expect(jobs.every((job) => job.state === 'succeeded')).toBe(true);
  });

  it('leaves a host as it is that cannot be emptied, and says which VM stays and why', async () => {
    const { demo, core, serverId } = await open();
    const [pinned] = guestsOf(demo, core).filter(({ host }) => host === 'xen-08');
    const uuid = core.state().vms[core.idOf('xen-08')]?.[pinned?.name ?? '']?.uuid ?? '';
    const { capacity } = core.state().settings;
    const vm = { uuid, name: pinned?.name ?? '' };
    await core.must('settings.update', {
      capacity: { ...capacity, rules: [{ kind: 'stay', vm }] },
    });
    const { at } = await begin(core, serverId);
    const state = await rolloutUntil(core, at, ({ head }) => head.status === 'halted');
    expect(state.clients['xen-08']).toMatchObject({
      state: 'failed',
      touched: false,
      reason: `It cannot be emptied. ${vm.name}: You keep it where it is.`,
    });
    expect(demo.imageServer.files.text('reports/xen-08.json')).toContain('xen-08-boot-1');
    for (const { name, host } of guestsOf(demo, core)) {
      expect(demo.control.whereRuns(name)).toEqual([host]);
    }
  });
});
