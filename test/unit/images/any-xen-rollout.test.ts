import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServerClock } from '../../../src/main/core/images/parse/image-server-state.ts';
import type { RolloutCommand } from '../../../src/shared/images/rollout-command.ts';
import {
  endedStatuses,
  movingStates,
  type RolloutState,
} from '../../../src/shared/images/rollout-state.ts';
import { runs } from '../../support/properties.ts';
import { createRolloutConsole, type Kill } from '../../support/rollout-console.ts';
import type { Fate } from '../../support/rollout-world.ts';
import { digest, samplePlan } from '../../support/sample-images.ts';
import { createXenHostWorld } from '../../support/xen-host-world.ts';

const images = { old: digest('a'), new: digest('b') };
const names = ['xen-1', 'xen-2', 'xen-3', 'xen-4'];
const fate = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fate>('fine') },
  { weight: 1, arbitrary: fc.constantFrom<Fate>('old-image', 'no-drive', 'ill', 'hangs', 'dead') },
);
const vms = fc.array(
  fc.record({
    host: fc.constantFrom(...names),
    pinned: fc.oneof(
      { weight: 12, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
  }),
  { maxLength: 8 },
);
const command = fc.constantFrom<RolloutCommand>(
  { kind: 'pause' },
  { kind: 'resume' },
  { kind: 'abort' },
  { kind: 'retry', client: null },
  { kind: 'roll-back', wave: null },
);
const happening = fc.oneof(
  { weight: 10, arbitrary: fc.constant({ type: 'round' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('killed' as const),
      kill: fc.constantFrom<Kill>('before-write', 'after-write', 'amid-orders'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('lossy' as const),
      lost: fc.constantFrom('order' as const, 'answer' as const),
    }),
  },
  { weight: 1, arbitrary: command.map((order) => ({ type: 'command' as const, order })) },
  { weight: 1, arbitrary: fc.constant({ type: 'server-reboot' as const }) },
);
const scenario = fc.record({
  fates: fc.tuple(fate, fate, fate, fate),
  vms,
  policy: fc.record({
    concurrency: fc.integer({ min: 1, max: 4 }),
    errorThreshold: fc.constantFrom(0, 0.5),
    successThreshold: fc.constantFrom(0.5, 1),
    soakSeconds: fc.constantFrom(0, 60),
    onErrors: fc.constantFrom<'halt' | 'roll-back-wave' | 'roll-back-all'>(
      'halt',
      'roll-back-wave',
      'roll-back-all',
    ),
  }),
  oneWave: fc.boolean(),
  story: fc.array(happening, { maxLength: 80 }),
});
type Story = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function run({ fates, vms: placed, policy, oneWave, story }: Story) {
  const plan = {
    ...samplePlan(oneWave ? [names] : [names.slice(0, 1), names.slice(1)], {
      ...policy,
      evacuateSeconds: 1_200,
    }),
    xenHosts: names.map((name) => ({ client: name, hostname: name, label: name })),
  };
  const world = createXenHostWorld(
    Object.fromEntries(names.map((name, at) => [name, fates[at] ?? 'fine'])),
    images,
    placed.map((vm, at) => ({ name: `vm-${at}`, ...vm })),
  );
  let uptimeMs = 1_000;
  let server = 1;
  const clock = (): ServerClock => ({
    wallMs: Date.UTC(2026, 8, 1),
    weekday: 2,
    minute: 0,
    bootId: `server-${server}`,
    uptimeMs,
  });
  let writes = 0;
  const driver = createRolloutConsole(plan, world, clock, (before, after) => {
    writes++;
    judge(before, after);
  });

  function judge(before: RolloutState, after: RolloutState): void {
    const moving = names.filter((name) =>
      movingStates.includes(after.clients[name]?.state ?? 'pending'),
    );
    expect(moving.length, 'hosts on their way').toBeLessThanOrEqual(1);
    expect(world.broken, 'rebooted with VMs on it').toEqual([]);
    for (const name of names) {
      const [was, is] = [before.clients[name], after.clients[name]];
      // One that could not be emptied was never pointed at anything else.
      if (is?.touched === false) expect(world.of(name).file).toBe(images.old);
      if (is?.state === 'healthy' && was?.state !== 'healthy') {
        expect(world.of(name)).toMatchObject({ runs: images.new });
      }
    }
  }

  for (const event of story) {
    uptimeMs += 10_000;
    if (event.type === 'round') driver.round();
    else if (event.type === 'killed') driver.round(event.kill);
    else if (event.type === 'lossy') driver.round(null, () => event.lost);
    else if (event.type === 'command') driver.command(event.order);
    else server++;
  }
  // From here on all goes well, for far longer than any deadline.
  for (let quiet = 0; quiet < 150 && !endedStatuses.includes(driver.state().head.status); quiet++) {
    uptimeMs += 10_000;
    const before = writes;
    driver.round();
    if (writes > before) quiet = 0;
    expect(writes).toBeLessThan(5_000);
  }
  return { plan, world, state: driver.state() };
}

describe('any rollout over Xen hosts, with any failures, losses, kills and commands', () => {
  it('never reboots a host with VMs on it, nor has two on their way, and strands nobody', () => {
    fc.assert(
      fc.property(scenario, (story) => {
        const { world, state } = run(story);
        expect(world.broken).toEqual([]);
        for (const name of names) {
          const one = state.clients[name];
          expect(movingStates).not.toContain(one?.state);
          if (one?.state === 'failed' || one?.state === 'timed-out') {
            expect(one.reason, name).toBeTruthy();
          }
          // Whoever arrived has its VMs back; who did not has left them where they run.
          if (one?.state === 'healthy' || one?.state === 'rolled-back') {
            expect([...(world.away.get(name) ?? [])], name).toEqual([]);
          }
        }
        // No VM is on a host that did not come up.
        for (const [vm, host] of world.places) {
          const lost = world.of(host).hung || world.of(host).awayUntil === Number.POSITIVE_INFINITY;
          expect(lost, `${vm} on ${host}`).toBe(false);
        }
      }),
      { numRuns: runs(120) },
    );
  });

  it('leaves every VM at home where all goes well', () => {
    const fine = scenario.map((story) => ({
      ...story,
      fates: ['fine', 'fine', 'fine', 'fine'] as Story['fates'],
      vms: story.vms.map((vm) => ({ ...vm, pinned: false })),
      story: story.story.filter(({ type }) => type !== 'command'),
    }));
    fc.assert(
      fc.property(fine, (story) => {
        const { world, state } = run(story);
        expect(state.head.status).toBe('done');
        story.vms.forEach((vm, at) => {
          expect(world.places.get(`vm-${at}`)).toBe(vm.host);
        });
      }),
      { numRuns: runs(60) },
    );
  });

  it('names what keeps a host from being emptied, and leaves that host as it was', () => {
    const { world, state } = run({
      fates: ['fine', 'fine', 'fine', 'fine'],
      vms: [
        { host: 'xen-2', pinned: false },
        { host: 'xen-2', pinned: true },
      ],
      policy: {
        ...{ concurrency: 4, errorThreshold: 0, successThreshold: 1, soakSeconds: 0 },
        onErrors: 'halt',
      },
      oneWave: true,
      story: [],
    });
    expect(state.head.status).toBe('halted');
    expect(state.clients['xen-1']?.state).toBe('healthy');
    expect(state.clients['xen-2']).toMatchObject({
      state: 'failed',
      touched: false,
      reason: 'It cannot be emptied. vm-1 is pinned.',
    });
    expect(world.of('xen-2')).toMatchObject({ boot: 1, file: images.old });
    expect(state.clients['xen-3']?.state).toBe('pending');
  });
});
