import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServerClock } from '../../../src/main/core/images/parse/image-server-state.ts';
import type { RolloutCommand } from '../../../src/shared/images/rollout-command.ts';
import type { MaintenanceWindow } from '../../../src/shared/images/rollout-plan.ts';
import {
  endedStatuses,
  movingStates,
  type RolloutState,
} from '../../../src/shared/images/rollout-state.ts';
import { runs } from '../../support/properties.ts';
import { createRolloutConsole, type Kill } from '../../support/rollout-console.ts';
import { createRolloutWorld, type Fate } from '../../support/rollout-world.ts';
import { digest, samplePlan } from '../../support/sample-images.ts';

const images = { old: digest('a'), new: digest('b') };
const tickMs = 10_000;

const fate = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Fate>('fine') },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Fate>('old-image', 'no-drive', 'ill', 'hangs', 'hangs-once', 'dead'),
  },
);
const policy = fc.record({
  successThreshold: fc.constantFrom(0, 0.5, 0.9, 1),
  errorThreshold: fc.constantFrom(0, 0.1, 0.5),
  soakSeconds: fc.constantFrom(0, 60, 600),
  concurrency: fc.integer({ min: 1, max: 6 }),
  offline: fc.constantFrom<'wait' | 'skip'>('wait', 'skip'),
  onErrors: fc.constantFrom<'halt' | 'roll-back-wave' | 'roll-back-all'>(
    'halt',
    'roll-back-wave',
    'roll-back-all',
  ),
  powerCycle: fc.boolean(),
  window: fc.constantFrom<MaintenanceWindow | null>(null, {
    days: [2],
    fromMinute: 0,
    toMinute: 30,
  }),
});
const waves = fc
  .array(fc.array(fate, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 })
  .map((all) => all.map((fates, wave) => fates.map((one, n) => [`c${wave}-${n}`, one] as const)));
const command = (names: readonly string[]) =>
  fc.oneof(
    fc.constantFrom<RolloutCommand>(
      { kind: 'pause' },
      { kind: 'resume' },
      { kind: 'resume' },
      { kind: 'abort' },
      { kind: 'retry', client: null },
      { kind: 'roll-back', wave: null },
      { kind: 'roll-back', wave: 0 },
    ),
    fc.constantFrom(...names).map((client): RolloutCommand => ({ kind: 'skip', client })),
    fc.constantFrom(...names).map((client): RolloutCommand => ({ kind: 'retry', client })),
  );
const happening = (names: readonly string[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant({ type: 'round' as const }) },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('killed' as const),
        kill: fc.constantFrom<Kill>('before-write', 'after-write', 'amid-orders'),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('lossy' as const),
        lost: fc.array(fc.constantFrom('order' as const, 'answer' as const, null), {
          maxLength: 6,
        }),
      }),
    },
    { weight: 1, arbitrary: command(names).map((order) => ({ type: 'command' as const, order })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...names).map((id) => ({ type: 'power' as const, id })),
    },
    { weight: 1, arbitrary: fc.constant({ type: 'server-reboot' as const }) },
    { weight: 1, arbitrary: fc.constant({ type: 'clock-off' as const }) },
  );
const scenario = fc.record({ waves, policy }).chain((base) =>
  fc.record({
    base: fc.constant(base),
    story: fc.array(happening(base.waves.flat().map(([id]) => id)), { maxLength: 60 }),
  }),
);

type Story = (typeof scenario extends fc.Arbitrary<infer T> ? T : never) & {
  /** The server's time of day is set an hour on and back all the time. */
  jumps?: boolean;
};

/** Found once in 400 runs: a wave whose only client is skipped before its turn. */
const emptiedWave: Story = {
  base: {
    waves: [[['c0-0', 'fine']], [['c1-0', 'fine']], [['c2-0', 'fine']]],
    policy: {
      successThreshold: 1,
      errorThreshold: 0,
      soakSeconds: 0,
      concurrency: 1,
      offline: 'wait',
      onErrors: 'halt',
      powerCycle: false,
      window: null,
    },
  },
  story: [{ type: 'command', order: { kind: 'skip', client: 'c1-0' } }],
};

function run({ base, story, jumps = false }: Story) {
  const plan = samplePlan(
    base.waves.map((wave) => wave.map(([id]) => id)),
    base.policy,
  );
  const world = createRolloutWorld(Object.fromEntries(base.waves.flat()), images);
  let uptimeMs = 1_000;
  let server = 1;
  let wallMs = Date.UTC(2026, 8, 1);
  const clock = (): ServerClock => ({
    wallMs,
    weekday: new Date(wallMs).getUTCDay(),
    minute: new Date(wallMs).getUTCHours() * 60 + new Date(wallMs).getUTCMinutes(),
    bootId: `server-${server}`,
    uptimeMs,
  });
  const writes: { before: RolloutState; after: RolloutState; clock: ServerClock }[] = [];
  const driver = createRolloutConsole(plan, world, clock, (before, after) => {
    writes.push({ before, after, clock: clock() });
    judgeWrite(before, after);
  });
  // Machines' time goes on with the ticks, the server's may begin anew.
  const pass = () => {
    uptimeMs += tickMs;
    wallMs += tickMs;
    if (jumps) wallMs += (uptimeMs / tickMs) % 3 < 1 ? 3_600_000 : -1_800_000;
  };

  function judgeWrite(before: RolloutState, after: RolloutState): void {
    const all = Object.entries(after.clients);
    const moving = all.filter(([, one]) => movingStates.includes(one.state));
    expect(moving.length).toBeLessThanOrEqual(plan.policy.concurrency);
    expect(after.head.clock.ms).toBeGreaterThanOrEqual(before.head.clock.ms);
    for (const [id, one] of all) {
      const machine = world.of(id);
      const was = before.clients[id];
      const wave = plan.waves.findIndex(({ clients }) => clients.includes(id));
      if (wave > after.head.wave) {
        expect(one.touched).toBe(false);
        expect(machine.file).toBe(images.old);
      }
      if (one.state === 'healthy' && was?.state !== 'healthy') {
        const look = world.look(id, uptimeMs);
        expect(look).toMatchObject({ digest: images.new, stateMounted: true, health: 'ok' });
        expect(look.kind === 'present' && look.bootId).not.toBe(one.bootIdBefore);
      }
      if (one.state === 'rolled-back' && was?.state !== 'rolled-back') {
        expect(machine).toMatchObject({ file: images.old, runs: images.old });
        expect(machine.rejected).toContain(images.new);
      }
      // What was rolled back is on no way forward any more.
      if (was?.state === 'rolled-back') expect(one).toMatchObject({ state: 'rolled-back' });
      if (was?.goal === 'back') expect(one.goal).toBe('back');
    }
    if (after.head.wave > before.head.wave) {
      expect(after.head.wave).toBe(before.head.wave + 1);
      judgePassed(after, before.head.wave, before.head.soakSince, after.head.clock.ms);
    }
    if (after.head.status === 'done' && before.head.status !== 'done') {
      judgePassed(after, after.head.wave, before.head.soakSince, after.head.clock.ms);
      expect(moving).toEqual([]);
    }
  }

  function judgePassed(state: RolloutState, wave: number, soaked: number | null, ms: number): void {
    const clients = (plan.waves[wave]?.clients ?? []).flatMap((id) => state.clients[id] ?? []);
    const counted = clients.filter(
      (one) => !one.waived && one.state !== 'skipped-offline' && one.state !== 'rolled-back',
    );
    const share = (states: readonly string[]) =>
      counted.filter((one) => states.includes(one.state)).length;
    expect(share(['healthy'])).toBeGreaterThanOrEqual(
      counted.length * plan.policy.successThreshold - 1e-6,
    );
    expect(share(['failed', 'timed-out'])).toBeLessThanOrEqual(
      counted.length * plan.policy.errorThreshold + 1e-6,
    );
    if (counted.length > 0 && plan.policy.soakSeconds > 0) {
      expect(soaked).not.toBeNull();
      expect(ms - (soaked ?? 0)).toBeGreaterThanOrEqual(plan.policy.soakSeconds * 1000);
    }
  }

  for (const event of story) {
    pass();
    if (event.type === 'round') driver.round();
    else if (event.type === 'killed') driver.round(event.kill);
    else if (event.type === 'lossy') driver.round(null, (index) => event.lost[index] ?? null);
    else if (event.type === 'command') driver.command(event.order);
    else if (event.type === 'power') world.of(event.id).on = !world.of(event.id).on;
    else if (event.type === 'server-reboot') server++;
    else wallMs += 3_600_000;
  }
  // From here on all goes well, for far longer than any deadline.
  for (let quiet = 0; quiet < 150 && !endedStatuses.includes(driver.state().head.status); quiet++) {
    pass();
    const before = writes.length;
    driver.round();
    if (writes.length > before) quiet = 0;
    expect(writes.length).toBeLessThan(5_000);
  }
  return { plan, world, state: driver.state(), writes };
}

describe('any rollout, with any failures, losses, kills and commands', () => {
  it('keeps its promises with every write, and ends or waits for a reason', () => {
    fc.assert(
      fc.property(scenario, (story) => {
        const { plan, world, state } = run(story);
        const all = Object.entries(state.clients);
        // Nobody is left on the way.
        expect(all.filter(([, one]) => movingStates.includes(one.state))).toEqual([]);
        if (state.head.status === 'running') {
          const waiting = all.filter(([, one]) => one.state === 'pending');
          expect(waiting.length).toBeGreaterThan(0);
          const off = waiting.filter(([id]) => !world.of(id).on);
          expect(off.length > 0 || plan.policy.window !== null).toBe(true);
        }
        if (['halted', 'paused'].includes(state.head.status))
          expect(state.head.reason).toBeTruthy();
        for (const [id, one] of all) {
          if (['failed', 'timed-out', 'skipped-offline'].includes(one.state)) {
            expect(one.reason, id).toBeTruthy();
          }
        }
      }),
      { numRuns: runs(150), examples: [[emptiedWave]] },
    );
  });

  it('reboots no client twice for one step', () => {
    fc.assert(
      fc.property(scenario, (story) => {
        const { world, writes } = run(story);
        for (const id of story.base.waves.flat().map(([name]) => name)) {
          const keys = new Set(writes.flatMap(({ after }) => after.clients[id]?.order?.key ?? []));
          const { followed } = world.of(id);
          expect(new Set(followed).size).toBe(followed.length);
          // Nothing was done that had not been put down before.
          expect(followed.filter((key) => !keys.has(key))).toEqual([]);
        }
      }),
      { numRuns: runs(80) },
    );
  });

  it('begins nobody outside of its window', () => {
    fc.assert(
      fc.property(scenario, (story) => {
        const { plan, writes } = run(story);
        fc.pre(plan.policy.window !== null);
        for (const { before, after, clock } of writes) {
          if (clock.weekday === 2 && clock.minute < 30) continue;
          for (const [id, one] of Object.entries(after.clients)) {
            const begun = one.state === 'leased' && before.clients[id]?.state !== 'leased';
            if (begun) expect(one.goal).toBe('back');
          }
        }
      }),
      { numRuns: runs(50) },
    );
  });

  it('ends the same whatever the time of day is set to meanwhile', () => {
    const steady = scenario.map((story) => ({
      ...story,
      base: { ...story.base, policy: { ...story.base.policy, window: null } },
    }));
    fc.assert(
      fc.property(steady, (story) => {
        const jumpy = { ...story, jumps: true };
        expect(run(jumpy).state).toEqual(run(story).state);
      }),
      { numRuns: runs(60) },
    );
  });
});
