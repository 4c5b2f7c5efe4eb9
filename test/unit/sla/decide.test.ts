import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damping } from '../../../src/main/core/sla/decide.ts';
import { runs } from '../../support/properties.ts';
import { sampleFacts } from '../../support/sample-facts.ts';
import { sampleHost } from '../../support/sample-site.ts';
import { slaWorld, type WorldVm } from '../../support/sla-world.ts';

const burner = (name: string): WorldVm => ({ name, demand: 4, vcpus: 4 });
const crowd = [burner('b1'), burner('b2'), burner('b3')];

describe('a VM that waits for what was promised', () => {
  it('is given a higher weight after some readings, and then gets it', () => {
    const world = slaWorld([{ name: 'web', demand: 2, promise: { cpus: 1.8 } }, ...crowd]);
    world.run(4);
    expect(world.effects).toEqual([]);
    world.run(16);
    expect(world.effects.map(({ effect }) => effect.kind)).toEqual(['act']);
    expect(world.effects[0]?.effect).toMatchObject({
      proposal: {
        step: { kind: 'tune', part: 'weight', from: 256 },
        because: expect.stringContaining('gets 0.98 of 1.8 promised pCPUs'),
      },
    });
    expect(world.vms.get('web')?.cpu).toBeGreaterThanOrEqual(1.8);
    expect(world.evaluated[0]?.verdict.kind).toBe('kept');
  });

  it('is left alone in mode watch, and only proposed for in mode suggest', () => {
    for (const mode of ['watch', 'suggest'] as const) {
      const world = slaWorld([{ name: 'web', demand: 2, promise: { cpus: 1.8, mode } }, ...crowd]);
      world.run(30);
      expect(world.effects).toEqual([]);
      expect(world.control.vms.get('uuid-web')?.proposal?.step.kind ?? null).toBe(
        mode === 'watch' ? null : 'tune',
      );
    }
  });

  it('has its cap raised when it is its own cap that holds it', () => {
    const world = slaWorld([{ name: 'web', demand: 2, cap: 50, promise: { cpus: 1 } }]);
    world.run(20);
    expect(world.effects.map(({ effect }) => effect)).toMatchObject([
      { kind: 'act', proposal: { step: { part: 'cap', from: 50, to: 105 } } },
    ]);
    expect(world.evaluated[0]?.verdict.kind).toBe('kept');
  });

  it('is given vCPUs when it has too few', () => {
    const world = slaWorld([{ name: 'web', demand: 2, vcpus: 1, promise: { cpus: 2 } }]);
    world.run(20);
    expect(world.effects.map(({ effect }) => effect)).toMatchObject([
      { kind: 'act', proposal: { step: { part: 'vcpus', from: 1, to: 2 } } },
    ]);
  });

  it('that does not get more by it gets its old weight back, is not tried again, and is told of', () => {
    const world = slaWorld([{ name: 'web', demand: 2, promise: { cpus: 1.8 } }, ...crowd], {
      deaf: true,
    });
    world.run(400);
    expect(world.effects.map(({ effect }) => effect.kind)).toEqual(['act', 'undo', 'say']);
    expect(world.vms.get('web')?.weight).toBe(256);
    expect(world.effects[1]?.effect).toMatchObject({
      because: expect.stringContaining('did not help'),
    });
  });

  it('is proposed to move where there is room when no weight helps', () => {
    const roomy = sampleHost({
      id: 'h2',
      label: 'xen-b',
      facts: sampleFacts({ pcpus: 16, hostname: 'xen-b' }),
      usage: { at: 0, cpu: 0.1, dom0Cpu: 0.01, freeMemoryMiB: 4096 },
    });
    const world = slaWorld([{ name: 'web', demand: 2, promise: { cpus: 1.8 } }, ...crowd], {
      deaf: true,
      others: { h2: roomy },
    });
    world.run(60);
    expect(world.control.vms.get('uuid-web')?.proposal?.step).toEqual({
      kind: 'move',
      targetHostId: 'h2',
    });
  });

  it('comes before others without an objective for what is left, too', () => {
    const world = slaWorld([{ name: 'web', demand: 4, promise: { cpus: 0.5 } }, ...crowd]);
    world.run(20);
    expect(world.vms.get('web')?.weight).toBe(512);
  });
});

describe('promises that add up to more than a host has', () => {
  it('are each kept in part, without one VM outbidding the other for ever', () => {
    const world = slaWorld([
      { name: 'a', demand: 3, promise: { cpus: 3 } },
      { name: 'b', demand: 3, promise: { cpus: 3 } },
      burner('c'),
    ]);
    world.run(2000);
    expect(world.vms.get('a')?.weight).toBeLessThan(20_000);
    const acts = world.effects.filter(({ effect }) => effect.kind === 'act');
    expect(acts.length).toBeLessThan(12);
    for (const name of ['a', 'b']) expect(world.vms.get(name)?.cpu).toBeGreaterThan(1.5);
  });

  it('are not kept for the lesser at the cost of the higher', () => {
    const world = slaWorld([
      { name: 'high', demand: 3, promise: { cpus: 3, priority: 'high' } },
      { name: 'low', demand: 3, promise: { cpus: 3, priority: 'low' } },
    ]);
    world.run(600);
    expect(world.vms.get('high')?.cpu).toBeGreaterThan(2.85);
  });
});

describe('a VM that does not run', () => {
  it('is started anew after a crash, and only proposed to be started or resumed otherwise', () => {
    const states = ['crashed', 'halted', 'paused'] as const;
    const kinds = states.map((state) => {
      const world = slaWorld([{ name: 'web', demand: 0, state, promise: { cpus: null } }]);
      world.run(5);
      return world.effects.map(({ effect }) => effect.kind);
    });
    expect(kinds).toEqual([['act'], ['say'], []]);
  });
});

describe('whatever happens, the controller', () => {
  const vm = fc.record({
    demand: fc.double({ min: 0, max: 5, noNaN: true }),
    vcpus: fc.integer({ min: 1, max: 8 }),
    cap: fc.constantFrom(0, 0, 40, 150),
    promise: fc.option(
      fc.record({
        cpus: fc.option(fc.double({ min: 0.05, max: 6, noNaN: true })),
        mode: fc.constantFrom('watch' as const, 'suggest' as const, 'act' as const),
        priority: fc.constantFrom('low' as const, 'normal' as const, 'high' as const),
      }),
      { nil: undefined },
    ),
  });
  const happening = fc.record({
    readings: fc.integer({ min: 1, max: 60 }),
    index: fc.nat({ max: 5 }),
    demand: fc.double({ min: 0, max: 5, noNaN: true }),
    state: fc.constantFrom('running' as const, 'running' as const, 'crashed' as const),
  });

  it('keeps to its limits, never acts where it may not, and gives back what did not help', () => {
    fc.assert(
      fc.property(
        fc.array(vm, { minLength: 1, maxLength: 6 }),
        fc.array(happening, { maxLength: 8 }),
        fc.boolean(),
        (vms, happenings, deaf) => {
          const named = vms.map(
            ({ promise, ...one }, index): WorldVm => ({
              name: `vm${index}`,
              ...one,
              ...(promise ? { promise } : {}),
            }),
          );
          const world = slaWorld(named, { deaf });
          for (const { readings, index, demand, state } of happenings) {
            const found = world.vms.get(`vm${index}`);
            if (found) Object.assign(found, { demand, state });
            world.run(readings);
          }
          const acts = world.effects.flatMap(({ at, effect }) =>
            effect.kind === 'act' ? [{ at, ...effect.proposal }] : [],
          );
          for (const act of acts) {
            const near = acts.filter(({ at }) => at > act.at - damping.cooldownMs && at <= act.at);
            expect(near.length).toBeLessThanOrEqual(damping.perHost);
            expect(near.filter(({ uuid }) => uuid === act.uuid)).toHaveLength(1);
            expect(world.vms.get(act.vm.name)?.promise?.mode).toBe('act');
            expect(act.step.kind === 'move').toBe(false);
            expect(act.step.kind !== 'power' || act.step.action === 'restart').toBe(true);
            if (act.step.kind === 'tune') expect(act.step.to).toBeGreaterThan(act.step.from);
          }
          for (const { name, weight, cap, vcpus, promise } of world.vms.values()) {
            expect(weight).toBeLessThanOrEqual(65_535);
            if (promise?.mode === 'act') continue;
            const first = named.find((one) => one.name === name);
            expect([weight, cap, vcpus]).toEqual([256, first?.cap, first?.vcpus]);
          }
        },
      ),
      { numRuns: runs(60) },
    );
  });
});
