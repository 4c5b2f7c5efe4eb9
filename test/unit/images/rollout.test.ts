import { describe, expect, it } from 'vitest';
import type { ServerClock } from '../../../src/main/core/images/parse/image-server-state.ts';
import { inWindow } from '../../../src/main/core/images/rollout/in-window.ts';
import { makePlan } from '../../../src/main/core/images/rollout/make-plan.ts';
import { advanceClock, newClock } from '../../../src/main/core/images/rollout/rollout-clock.ts';
import type { Client } from '../../../src/shared/images/client.ts';
import {
  defaultPolicy,
  type PlanRequest,
  type RolloutPlan,
} from '../../../src/shared/images/rollout-plan.ts';
import { createRolloutConsole } from '../../support/rollout-console.ts';
import { createRolloutWorld, type Fate } from '../../support/rollout-world.ts';
import { digest, sampleClient, sampleManifest, samplePlan } from '../../support/sample-images.ts';

/** Canary, then two more; a round is ten seconds. */
function open(
  fates: Partial<Record<'a' | 'b' | 'c', Fate>>,
  policy: Partial<RolloutPlan['policy']>,
) {
  const plan = samplePlan([['a'], ['b', 'c']], { soakSeconds: 60, ...policy });
  const world = createRolloutWorld(
    { a: 'fine', b: 'fine', c: 'fine', ...fates },
    { old: digest('a'), new: digest('b') },
  );
  const clock: ServerClock = { wallMs: 0, weekday: 0, minute: 0, bootId: 's', uptimeMs: 0 };
  const console = createRolloutConsole(plan, world, () => ({ ...clock }));
  return {
    world,
    console,
    /** Rounds until `isSo`, or as many as any deadline could take. */
    until(isSo: () => boolean = () => false) {
      for (let round = 0; round < 400 && !isSo(); round++) {
        clock.uptimeMs += 10_000;
        console.round();
      }
      return console.state();
    },
    states: () =>
      Object.entries(console.state().clients).map(([id, { state }]) => `${id} ${state}`),
  };
}

describe('a rollout', () => {
  it('lets the canary go alone, soaks, and only then lets the rest go', () => {
    const { until, states, console } = open({}, {});
    until(() => console.state().clients.a?.state === 'healthy');
    expect(states()).toEqual(['a healthy', 'b pending', 'c pending']);
    const before = console.state().head.clock.ms;
    until(() => console.state().head.wave === 1);
    expect(console.state().head.clock.ms - before).toBeGreaterThanOrEqual(60_000);
    expect(until().head.status).toBe('done');
    expect(states()).toEqual(['a healthy', 'b healthy', 'c healthy']);
  });

  it.each<[Fate, string, RegExp]>([
    ['old-image', 'failed', /runs aaaaaaaaaaaa instead of bbbbbbbbbbbb/],
    ['no-drive', 'failed', /state drive is not mounted/],
    ['ill', 'failed', /nginx is not running/],
    ['hangs', 'timed-out', /did not come back/],
    ['dead', 'timed-out', /did not come back/],
  ])('whose canary is %s halts, touches nobody else, and says why', (fate, state, why) => {
    const { until, states, console, world } = open({ a: fate }, {});
    expect(until().head).toMatchObject({
      status: 'halted',
      reason: expect.stringContaining('1 of 1'),
    });
    expect(states()).toEqual([`a ${state}`, 'b pending', 'c pending']);
    expect(console.state().clients.a?.reason).toMatch(why);
    expect([world.of('b').followed, world.of('c').followed]).toEqual([[], []]);
  });

  it('rolls its canary back by itself where that is the setting, and is then over', () => {
    const { until, states, world } = open({ a: 'ill' }, { onErrors: 'roll-back-wave' });
    expect(until().head.status).toBe('rolled-back');
    expect(states()).toEqual(['a rolled-back', 'b pending', 'c pending']);
    expect(world.of('a')).toMatchObject({ runs: digest('a'), file: digest('a') });
    expect([...world.of('a').rejected]).toEqual([digest('b')]);
  });

  it('power-cycles one that hangs before userland, once', () => {
    const { until, world } = open({ a: 'hangs-once' }, {});
    expect(until().head.status).toBe('done');
    expect(world.of('a').followed).toEqual(['r1.a.1.forward.reboot', 'r1.a.1.forward.power-cycle']);
  });

  it('finishes without a client that is off, says so, and takes it along when it returns in time', () => {
    const late = open({}, {});
    late.world.of('b').on = false;
    late.until(() => late.console.state().clients.b?.state === 'skipped-offline');
    expect(late.console.state().clients.b?.reason).toBe('It is off.');
    late.world.of('b').on = true;
    expect(late.until().head.status).toBe('done');
    expect(late.states()).toEqual(['a healthy', 'b healthy', 'c healthy']);
    const without = open({}, {});
    without.world.of('b').on = false;
    expect(without.until().head.status).toBe('done');
    expect(without.states()).toEqual(['a healthy', 'b skipped-offline', 'c healthy']);
  });

  it('proves nothing by a canary that was off', () => {
    const { until, world, states } = open({}, {});
    world.of('a').on = false;
    expect(until().head).toMatchObject({
      status: 'halted',
      reason: expect.stringContaining('was off'),
    });
    expect(states()).toEqual(['a skipped-offline', 'b pending', 'c pending']);
  });

  it('halts when one of a soaking wave falls ill, or is gone at the end of its soak', () => {
    const ill = open({}, { soakSeconds: 600 });
    ill.until(() => ill.console.state().head.soakSince !== null);
    ill.world.of('a').fate = 'ill';
    expect(ill.until().clients.a).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('While it soaked'),
    });
    const gone = open({}, { soakSeconds: 600 });
    gone.until(() => gone.console.state().head.soakSince !== null);
    gone.world.of('a').on = false;
    expect(gone.until().clients.a?.state).toBe('timed-out');
    expect(gone.states().slice(1)).toEqual(['b pending', 'c pending']);
  });

  it('goes on over a failure that somebody skips, and tries another again', () => {
    const { until, console, states, world } = open({ a: 'ill', c: 'no-drive' }, {});
    until();
    expect(console.command({ kind: 'resume' })).toBe(true);
    expect(until().head.status).toBe('halted');
    expect(console.command({ kind: 'skip', client: 'a' })).toBe(true);
    expect(console.command({ kind: 'resume' })).toBe(true);
    until();
    expect(states()).toEqual(['a failed', 'b healthy', 'c failed']);
    world.of('c').fate = 'fine';
    expect(console.command({ kind: 'retry', client: 'c' })).toBe(true);
    expect(until().head.status).toBe('done');
    expect(states()).toEqual(['a failed', 'b healthy', 'c healthy']);
  });

  it('begins nobody while it is paused, and after it was aborted ends when all have arrived', () => {
    const { until, console, states } = open({}, {});
    until(() => console.state().clients.a?.state === 'rebooting');
    expect(console.command({ kind: 'pause' })).toBe(true);
    expect(until().head.status).toBe('paused');
    expect(states()).toEqual(['a healthy', 'b pending', 'c pending']);
    console.command({ kind: 'resume' });
    until(() => console.state().clients.b?.state === 'rebooting');
    expect(console.command({ kind: 'abort' })).toBe(true);
    expect(until().head.status).toBe('aborted');
    expect(states()).toEqual(['a healthy', 'b healthy', 'c healthy']);
    expect(console.command({ kind: 'resume' })).toBe(false);
  });

  it('does not go on over a wave that was rolled back, unless somebody skips it', () => {
    const { until, console, states } = open({ b: 'ill' }, { onErrors: 'roll-back-wave' });
    expect(until().head).toMatchObject({ status: 'halted', wave: 1 });
    expect(states()).toEqual(['a healthy', 'b rolled-back', 'c rolled-back']);
    console.command({ kind: 'resume' });
    expect(until().head).toMatchObject({
      status: 'halted',
      reason: expect.stringContaining('was rolled back'),
    });
    console.command({ kind: 'skip', client: 'b' });
    console.command({ kind: 'skip', client: 'c' });
    console.command({ kind: 'resume' });
    expect(until().head.status).toBe('done');
  });

  it('rolls everything back on demand, in the middle', () => {
    const { until, console, states } = open({}, {});
    until(() => console.state().clients.b?.state === 'rebooting');
    expect(console.command({ kind: 'roll-back', wave: null })).toBe(true);
    expect(until().head.status).toBe('rolled-back');
    expect(states()).toEqual(['a rolled-back', 'b rolled-back', 'c rolled-back']);
  });
});

describe('a plan', () => {
  const server = (clients: readonly Client[]) => ({
    images: new Map([[`web/${digest('b')}`, sampleManifest({ digest: digest('b') })]]),
    clients: new Map(clients.map((value) => [value.id, { value, sum: '' }])),
    rollouts: new Map(),
    reports: new Map(),
    clock: { wallMs: 5_000, weekday: 0, minute: 0, bootId: 's', uptimeMs: 0 },
  });
  const request = (...waves: PlanRequest['waves']): PlanRequest => ({
    role: 'web',
    digest: digest('b'),
    waves,
    policy: defaultPolicy,
  });
  const who = { id: 'r1', by: 'anna' };
  const ten = Array.from({ length: 10 }, (_none, n) =>
    sampleClient(`web${n}`, n < 2 ? { group: 'canary' } : {}),
  );

  it('takes groups, numbers, percent of all and the rest, each client once', () => {
    const plan = makePlan(
      request(
        { name: 'canary', pick: { kind: 'group', group: 'canary' } },
        { name: 'some', pick: { kind: 'count', count: 1 } },
        { name: 'third', pick: { kind: 'percent', percent: 30 } },
        { name: 'rest', pick: { kind: 'rest' } },
      ),
      server(ten),
      who,
    );
    expect(plan.ok && plan.value.waves.map((wave) => wave.clients)).toEqual([
      ['web0', 'web1'],
      ['web2'],
      ['web3', 'web4', 'web5'],
      ['web6', 'web7', 'web8', 'web9'],
    ]);
  });

  it('leaves out who rejected the image, and says so', () => {
    const clients = [sampleClient('web0', { rejected: [digest('b')] }), sampleClient('web1')];
    const plan = makePlan(request({ name: 'all', pick: { kind: 'rest' } }), server(clients), who);
    expect(plan).toMatchObject({
      value: {
        waves: [{ clients: ['web1'] }],
        leftOut: [{ client: 'web0', reason: 'rejected' }],
      },
    });
  });

  it('is none where it touches nobody, or where there is no such image', () => {
    const all = request({ name: 'all', pick: { kind: 'rest' } });
    const rejected = [sampleClient('web0', { rejected: [digest('b')] })];
    expect(makePlan(all, server(rejected), who)).toMatchObject({
      error: { code: 'not-possible-now' },
    });
    const gone = { ...all, digest: digest('c') };
    expect(makePlan(gone, server(ten), who)).toMatchObject({ error: { code: 'image-not-found' } });
  });
});

describe('a maintenance window', () => {
  const at = (weekday: number, minute: number) => ({ weekday, minute });
  it('that goes over midnight belongs to the day of its beginning', () => {
    const night = { days: [5], fromMinute: 22 * 60, toMinute: 4 * 60 };
    expect(inWindow(night, at(5, 23 * 60))).toBe(true);
    expect(inWindow(night, at(6, 3 * 60))).toBe(true);
    expect(inWindow(night, at(6, 23 * 60))).toBe(false);
    expect(inWindow(night, at(5, 3 * 60))).toBe(false);
  });

  it('ends with its last minute', () => {
    const morning = { days: [0], fromMinute: 60, toMinute: 120 };
    expect([59, 60, 119, 120].map((minute) => inWindow(morning, at(0, minute)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('the clock of a rollout', () => {
  it('goes by the uptime, and over a reboot counts only what is sure', () => {
    const begun = newClock({ bootId: 'a', uptimeMs: 5_000 });
    const later = advanceClock(begun, { bootId: 'a', uptimeMs: 9_000 });
    expect(later.ms).toBe(4_000);
    expect(advanceClock(later, { bootId: 'b', uptimeMs: 1_000 }).ms).toBe(5_000);
    expect(advanceClock(later, { bootId: 'a', uptimeMs: 8_000 }).ms).toBe(4_000);
  });
});
