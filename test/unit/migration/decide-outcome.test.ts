import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  DomainActivity,
  DomainSighting,
} from '../../../src/main/core/jobs/look-at-domains.ts';
import {
  decideOutcome,
  type HostSight,
  type MoveObservations,
} from '../../../src/main/core/migration/decide-outcome.ts';
import { runs } from '../../support/properties.ts';

const name = 'web1';
const activities: DomainActivity[] = [
  'runs',
  'paused',
  'suspended',
  'shut-down',
  'crashed',
  'dying',
];
const names = [name, `${name}--incoming`, `${name}--migratedaway`];

function copy(activity: DomainActivity, called = name, domid = 1): DomainSighting {
  return { name: called, domid, uuid: 'u', activity, memoryMiB: 128 };
}
const sees = (...copies: DomainSighting[]): HostSight => ({ seen: true, copies });
const unseen: HostSight = { seen: false, why: 'no route to host' };

/** Everything of interest that a look at one host can bring, with no or one copy. */
const sights: HostSight[] = [
  unseen,
  sees(),
  ...activities.flatMap((activity) => names.map((called) => sees(copy(activity, called)))),
];
const workers = ['running', 'ended', 'unknown'] as const;
const receivers = ['running', 'gone', 'unknown'] as const;
const permissions = ['given', 'no', 'unknown'] as const;

function* everything(): Generator<MoveObservations> {
  for (const source of sights)
    for (const target of sights)
      for (const worker of workers)
        for (const receiver of receivers)
          for (const permission of permissions)
            yield { name, source, target, worker, receiver, permission };
}

const pairs = fc
  .array(
    fc.record({ activity: fc.constantFrom(...activities), called: fc.constantFrom(...names) }),
    {
      maxLength: 3,
    },
  )
  .map((some) => sees(...some.map(({ activity, called }, at) => copy(activity, called, at + 1))));
const anything: fc.Arbitrary<MoveObservations> = fc.record({
  name: fc.constant(name),
  source: fc.oneof(pairs, fc.constant(unseen)),
  target: fc.oneof(pairs, fc.constant(unseen)),
  worker: fc.constantFrom(...workers),
  receiver: fc.constantFrom(...receivers),
  permission: fc.constantFrom(...permissions),
});

const copiesOf = (sight: HostSight) => (sight.seen ? sight.copies : []);
const runsAt = (sight: HostSight) => copiesOf(sight).filter(({ activity }) => activity === 'runs');
const alive = (sight: HostSight) => copiesOf(sight).filter(({ activity }) => activity !== 'dying');

/** What must hold of the answer, whatever was seen. */
function mustBeSafe(seen: MoveObservations): void {
  const outcome = decideOutcome(seen);
  const { source, target } = seen;
  switch (outcome.kind) {
    case 'under-way':
      expect(seen.worker).toBe('running');
      return;
    case 'moved':
      expect([source.seen, target.seen]).toEqual([true, true]);
      expect(runsAt(target).map((each) => each.name)).toEqual([name]);
      expect(runsAt(source)).toEqual([]);
      // What is destroyed stands still at the source; the one that runs is at the target.
      expect(alive(source)).toEqual(outcome.leftover ? [outcome.leftover] : []);
      return;
    case 'not-moved':
      expect(runsAt(source).map((each) => each.name)).toEqual([name]);
      expect(runsAt(target)).toEqual([]);
      expect(seen.worker).toBe('ended');
      if (outcome.leftover) {
        expect(alive(target)).toEqual([outcome.leftover]);
        expect([outcome.leftover.activity, seen.permission]).toEqual(['paused', 'no']);
      }
      if (!target.seen) expect(seen.permission).toBe('no');
      return;
    case 'held-at-source':
      // It will be let go on: nothing may run at the target, nor ever have run.
      expect([source.seen, target.seen, seen.worker]).toEqual([true, true, 'ended']);
      expect(alive(source)).toEqual([outcome.held]);
      expect(outcome.held.activity).toBe('paused');
      expect(seen.permission).toBe('no');
      expect(alive(target)).toEqual(outcome.leftover ? [outcome.leftover] : []);
      if (outcome.leftover) expect(outcome.leftover.activity).toBe('paused');
      return;
    case 'undecided':
      if (outcome.why === 'two-copies') {
        expect([runsAt(source).length, runsAt(target).length]).toEqual([1, 1]);
      }
      if (outcome.why === 'nowhere') expect([...alive(source), ...alive(target)]).toEqual([]);
  }
}

describe('what became of a guest', () => {
  it('is never told unsafely, in any of the cases with a copy or none on each host', () => {
    let count = 0;
    for (const seen of everything()) {
      mustBeSafe(seen);
      count++;
    }
    expect(count).toBe(sights.length ** 2 * 27);
  });

  it('is never told unsafely with several copies on a host either', () => {
    fc.assert(fc.property(anything, mustBeSafe), { numRuns: runs(2_000) });
  });

  it('is undecided when the source was not seen, whatever else is known', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom('ended', 'unknown' as const), (seen, worker) => {
        expect(decideOutcome({ ...seen, worker, source: unseen })).toEqual({
          kind: 'undecided',
          why: 'unseen',
        });
      }),
    );
  });

  it('is undecided when two copies of one uuid live on one host', () => {
    const two = sees(copy('runs'), copy('paused', 'other', 2));
    const seen = { name, worker: 'ended', receiver: 'gone', permission: 'no' } as const;
    const ambiguous = { kind: 'undecided', why: 'ambiguous' };
    expect(decideOutcome({ ...seen, source: two, target: sees() })).toEqual(ambiguous);
    expect(decideOutcome({ ...seen, source: sees(), target: two })).toEqual(ambiguous);
  });

  const ended = { name, worker: 'ended', receiver: 'gone', permission: 'given' } as const;
  const incoming = copy('paused', `${name}--incoming`, 7);
  it.each<[string, Partial<MoveObservations>, object]>([
    [
      'after a clean move: it runs at the target and is gone from the source',
      { source: sees(), target: sees(copy('runs')) },
      { kind: 'moved', leftover: null },
    ],
    [
      'with a suspended half left behind at the source',
      { source: sees(copy('suspended', `${name}--migratedaway`)), target: sees(copy('runs')) },
      { kind: 'moved', leftover: copy('suspended', `${name}--migratedaway`) },
    ],
    [
      'while the half at the source is being taken down',
      { source: sees(copy('dying')), target: sees(copy('runs')) },
      { kind: 'moved', leftover: null },
    ],
    [
      'before the copy began: it runs at the source',
      { source: sees(copy('runs')), target: sees(), permission: 'no' },
      { kind: 'not-moved', leftover: null },
    ],
    [
      'with a half at the target that nobody let run',
      { source: sees(copy('runs')), target: sees(incoming), permission: 'no' },
      { kind: 'not-moved', leftover: incoming },
    ],
    [
      'with a half at the target that may have been let run',
      { source: sees(copy('runs')), target: sees(incoming), permission: 'unknown' },
      { kind: 'undecided', why: 'ambiguous' },
    ],
    [
      'held at the source, and never let run at the target',
      { source: sees(copy('paused')), target: sees(incoming), permission: 'no' },
      { kind: 'held-at-source', held: copy('paused'), leftover: incoming },
    ],
    [
      'held at the source, while the target was told to go on',
      { source: sees(copy('paused')), target: sees(incoming) },
      { kind: 'undecided', why: 'stopped' },
    ],
    [
      'on both hosts',
      { source: sees(copy('runs')), target: sees(copy('runs')) },
      { kind: 'undecided', why: 'two-copies' },
    ],
    ['nowhere', { source: sees(), target: sees() }, { kind: 'undecided', why: 'nowhere' }],
    [
      'with the target out of sight, and proven not to have been told',
      { source: sees(copy('runs')), target: unseen, permission: 'no' },
      { kind: 'not-moved', leftover: null },
    ],
    [
      'with the target out of sight, and perhaps told',
      { source: sees(copy('runs')), target: unseen },
      { kind: 'undecided', why: 'unseen' },
    ],
    [
      'with the target out of sight, and the worker too',
      { source: sees(copy('runs')), target: unseen, permission: 'no', worker: 'unknown' },
      { kind: 'undecided', why: 'unseen' },
    ],
    [
      'while it goes on',
      { worker: 'running', source: unseen, target: unseen },
      { kind: 'under-way' },
    ],
  ])('%s', (_what, seen, outcome) => {
    const all = { ...ended, source: unseen, target: unseen, ...seen };
    expect(decideOutcome(all)).toEqual(outcome);
  });
});
