import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EvaluationInput, evaluateSite } from '../../../src/main/core/sla/evaluate-site.ts';
import type { Activity, VmReading } from '../../../src/main/core/sla/judge-reading.ts';
import type { Ledger } from '../../../src/main/core/sla/ledger.ts';
import { createObjectiveIndex } from '../../../src/main/core/sla/objective-index.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import type { SiteState } from '../../../src/shared/model/site.ts';
import type { Vm } from '../../../src/shared/model/vm.ts';
import type { Objective } from '../../../src/shared/sla/objective.ts';
import { sampleFacts } from '../../support/sample-facts.ts';
import { samplePromise } from '../../support/sample-objective.ts';
import { sampleHost, sampleVm } from '../../support/sample-site.ts';

const uuid = sampleVm().uuid ?? '';
const start = new Date(2026, 10, 30, 12, 0, 0).getTime();
const step = 15_000;

interface Look {
  probe?: VmReading['probe'];
  vm?: Partial<Vm> | null;
  hostCpu?: number | null;
  activity?: Activity;
  afterMs?: number;
  link?: 'online' | 'offline';
  /** The VM as another host has it. */
  elsewhere?: Partial<Vm>;
  otherLink?: 'online' | 'offline';
}

function stateOf(look: Look, at: number): SiteState {
  const { vm = {}, hostCpu = 1, elsewhere } = look;
  const facts = sampleFacts({ pcpus: 4 });
  const linked = (state: 'online' | 'offline' = 'online') => ({ ...sampleHost().link, state });
  const usage = { at, cpu: hostCpu, dom0Cpu: 0, freeMemoryMiB: 0 };
  const here = vm === null ? {} : { web1: sampleVm({ vcpus: 2, maxVcpus: 2, ...vm }) };
  const there = elsewhere ? { web1: sampleVm({ hostId: 'h2', ...elsewhere }) } : {};
  return {
    ...emptySite,
    hosts: {
      h1: sampleHost({ link: linked(look.link), facts, usage }),
      h2: sampleHost({ id: 'h2', link: linked(look.otherLink), facts, usage }),
    },
    vms: { h1: here, h2: there },
  };
}

/** Takes looks in turn and gives what each came to. */
function run(looks: readonly Look[], promise: Objective['promise'] = samplePromise({ cpus: 1 })) {
  const objective: Objective = { id: 'o1', subject: { kind: 'vm', uuid, name: 'web1' }, promise };
  const objectiveOf = createObjectiveIndex([objective], new Map());
  let ledgers: ReadonlyMap<string, Ledger> = new Map();
  let at = start;
  return looks.map((look) => {
    at += look.afterMs ?? step;
    const activity = new Map([['h1', new Map([[1, look.activity ?? 'waiting']])]]);
    const input: EvaluationInput = {
      state: stateOf(look, at),
      hostIds: ['h1'],
      activity,
      objectiveOf,
      ledgers,
      maxGapMs: 60_000,
      probeOf: () => look.probe ?? 'none',
    };
    const found = evaluateSite(input)[0];
    if (found) ledgers = new Map([[found.uuid, found.ledger]]);
    return found;
  });
}

const kinds = (looks: readonly Look[], promise?: Objective['promise']) =>
  run(looks, promise).map((found) =>
    found?.verdict.kind === 'broken' ? found.verdict.cause : found?.verdict.kind,
  );
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('a promise of CPU', () => {
  it('is kept while the VM gets what was promised', () => {
    expect(kinds(times(4, { vm: { cpu: 1 } }))).toEqual(times(4, 'kept'));
  });

  it('is kept while the VM does not want more, however little it gets', () => {
    expect(kinds(times(4, { vm: { cpu: 0.1 }, activity: 'blocked' }))).toEqual(times(4, 'kept'));
    expect(kinds(times(4, { vm: { cpu: 0.1 }, hostCpu: 0.5 }))).toEqual(times(4, 'kept'));
  });

  it('is broken once it is sure that the VM waits on a full host for what was promised', () => {
    expect(kinds(times(5, { vm: { cpu: 0.4 } }))).toEqual([
      'unknown',
      'unknown',
      'contention',
      'contention',
      'contention',
    ]);
  });

  it('is broken by the VM’s own cap or number of vCPUs, whatever the host has free', () => {
    const free = { hostCpu: 0.2, activity: 'blocked' } as const;
    expect(kinds([{ vm: { cpu: 0.5, cap: 50 }, ...free }])).toEqual(['cap']);
    const two = samplePromise({ cpus: 2 });
    expect(kinds([{ vm: { cpu: 1, vcpus: 1 }, ...free }], two)).toEqual(['vcpus']);
  });

  it('is broken by a VM that does not answer, and not judged while nobody knows whether it does', () => {
    const one = { vm: { cpu: 1 } };
    const looks = [
      { ...one, probe: 'unknown' as const },
      { ...one, probe: 'up' as const },
      { ...one, probe: 'down' as const },
      { ...one, probe: 'down' as const, vm: { state: 'paused' as const } },
    ];
    expect(kinds(looks)).toEqual(['unknown', 'kept', 'unreachable', 'paused']);
  });

  it('says of a VM that got its promise on a full host that it would take more', () => {
    expect(run(times(3, { vm: { cpu: 1.1 } }))[2]?.verdict).toEqual({
      kind: 'kept',
      wantsMore: true,
    });
  });

  it('is neither kept nor broken while a rate is unknown, as after a counter that went back', () => {
    expect(kinds([{ vm: { cpu: null } }, { vm: { cpu: 0.4 }, hostCpu: null }])).toEqual([
      'unknown',
      'unknown',
    ]);
  });
});

describe('a promise to run', () => {
  const up = samplePromise({ cpus: null });
  it('is broken by a VM that is paused, crashed or off', () => {
    const looks: Look[] = [
      { vm: {} },
      { vm: { state: 'paused' } },
      { vm: { state: 'crashed' } },
      { vm: { state: 'halted', domid: null } },
      { vm: null },
    ];
    expect(kinds(looks, up)).toEqual(['kept', 'paused', 'crashed', 'off', 'off']);
  });

  it('is not judged while the VM could be on a host that is not heard of', () => {
    const looks: Look[] = [{ vm: {} }, { vm: null, otherLink: 'offline' }];
    expect(kinds(looks, up)).toEqual(['kept', 'unknown']);
  });

  it('is not broken by a file that is left where the VM does not run any more', () => {
    const looks: Look[] = [
      { vm: { state: 'halted', domid: null }, elsewhere: { state: 'running' } },
      { vm: {} },
      { vm: null, elsewhere: { state: 'running' } },
    ];
    expect(kinds(looks, up)).toEqual([undefined, 'kept', undefined]);
  });

  it('is not judged while both halves of a move are under way', () => {
    expect(kinds([{ vm: { state: 'transit' } }], up)).toEqual(['unknown']);
  });

  it('holds in its hours only', () => {
    const at = new Date(start);
    const never = { days: [(at.getDay() + 3) % 7], from: 0, to: 1440 };
    const hours = samplePromise({ cpus: null, hours: never });
    expect(kinds([{ vm: {} }, { vm: { state: 'paused' } }], hours)).toEqual(['unknown', 'unknown']);
  });
});

describe('time', () => {
  it('counts between two readings that are near one another, and not over a gap', () => {
    const looks: Look[] = [
      { vm: { cpu: 1 } },
      { vm: { cpu: 1 } },
      { vm: { cpu: 1 }, afterMs: 2 * 86_400_000 },
      { vm: { cpu: 1 } },
    ];
    expect(run(looks).map((found) => found?.goodMs)).toEqual([0, step, 0, step]);
  });

  it('that goes back counts for nothing and begins anew', () => {
    const looks: Look[] = [
      ...times(4, { vm: { cpu: 0.4 } }),
      { vm: { cpu: 0.4 }, afterMs: -3_600_000 },
      { vm: { cpu: 0.4 } },
    ];
    const found = run(looks);
    expect(found.map((one) => one?.badMs)).toEqual([0, 0, step, step, 0, 0]);
    expect(found[4]?.ended).toMatchObject({ cause: 'contention', readings: 2 });
    expect(found[5]?.ledger.broken).toBe(0);
  });

  it('never counts as more than has passed, nor as kept and broken at once', () => {
    const look = fc.record({
      vm: fc.option(
        fc.record({
          cpu: fc.option(fc.double({ min: 0, max: 4, noNaN: true })),
          state: fc.constantFrom<Vm['state']>('running', 'paused', 'halted', 'transit', 'crashed'),
          cap: fc.constantFrom(0, 50, 100),
        }),
      ),
      hostCpu: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      activity: fc.constantFrom<Activity>('running', 'waiting', 'blocked'),
      afterMs: fc.integer({ min: -100_000, max: 200_000 }),
      otherLink: fc.constantFrom<'online' | 'offline'>('online', 'offline'),
    });
    fc.assert(
      fc.property(fc.array(look, { maxLength: 30 }), (looks) => {
        const found = run(looks);
        let open = 0;
        found.forEach((one, at) => {
          if (!one) return;
          const passed = looks[at]?.afterMs ?? step;
          expect(one.goodMs * one.badMs).toBe(0);
          expect(one.goodMs + one.badMs).toBeLessThanOrEqual(Math.max(passed, 0));
          expect(one.badMs > 0 && one.verdict.kind !== 'broken').toBe(false);
          expect(one.goodMs > 0 && one.verdict.kind !== 'kept').toBe(false);
          expect(one.verdict.kind === 'broken').toBe(one.ledger.breach !== null);
          // A breach is told of as ended exactly once.
          if (one.ended) open -= 1;
          if (one.ledger.breach && one.ledger.breach.readings === 1) open += 1;
          expect(open).toBe(one.ledger.breach ? 1 : 0);
        });
      }),
    );
  });
});

describe('which objective counts', () => {
  const of = (id: string, subject: Objective['subject'], priority: 'low' | 'high'): Objective => ({
    id,
    subject,
    promise: samplePromise({ priority }),
  });
  it('is the VM’s own, then its tag’s of the highest priority', () => {
    const objectives = [
      of('own', { kind: 'vm', uuid: 'a', name: 'a' }, 'low'),
      of('gold', { kind: 'tag', tag: 'gold' }, 'low'),
      of('web', { kind: 'tag', tag: 'web' }, 'high'),
    ];
    const tags = new Map([
      ['a', ['web']],
      ['b', ['gold', 'web']],
      ['c', ['gold']],
      ['d', ['other']],
    ]);
    const index = createObjectiveIndex(objectives, tags);
    expect(['a', 'b', 'c', 'd', 'e'].map((each) => index(each)?.id ?? null)).toEqual([
      'own',
      'web',
      'gold',
      null,
      null,
    ]);
  });
});
