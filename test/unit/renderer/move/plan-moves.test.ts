import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planMoves } from '../../../../src/renderer/features/move/plan-moves.ts';
import type { GroupVerdict } from '../../../../src/renderer/state/judge-group.ts';
import { judgeGroup } from '../../../../src/renderer/state/judge-group.ts';
import type { MoveReason } from '../../../../src/shared/migration/verdict.ts';
import { fakeLab } from '../../../support/fake-lab.ts';
import { sampleVm } from '../../../support/sample-site.ts';

const site = fakeLab(0);

function planFor(names: readonly string[], target: string, stopAndCopy: boolean) {
  const refs = names.map((name) => ({ hostId: 'xen-a', name }));
  const live = judgeGroup(site, refs, target, 'live');
  const stopped = judgeGroup(site, refs, target, 'stop-and-copy');
  if (!live || !stopped) throw new Error('there is no such host');
  return planMoves(live, stopped, stopAndCopy);
}

describe('a plan for several VMs', () => {
  it('moves live what can, offers stop-and-copy to PV guests, and leaves the rest', () => {
    const plan = planFor(['counter', 'pv1', 'local1'], 'xen-b', false);
    expect(plan.moves).toEqual([{ vm: { hostId: 'xen-a', name: 'counter' }, mode: 'live' }]);
    expect(plan.offered).toEqual([{ hostId: 'xen-a', name: 'pv1' }]);
    expect(plan.refused.map(({ vm }) => vm.name)).toEqual(['local1']);
  });

  it('stops and copies once the user has agreed, each in its turn', () => {
    const plan = planFor(['pv1', 'counter'], 'xen-b', true);
    expect(plan.moves.map(({ vm, mode }) => [vm.name, mode])).toEqual([
      ['pv1', 'stop-and-copy'],
      ['counter', 'live'],
    ]);
  });

  it('offers nothing where stop-and-copy is not possible either', () => {
    const full = fakeLab(0);
    const target = full.hosts['xen-b'];
    if (!target?.usage) throw new Error('the lab has no xen-b');
    full.hosts['xen-b'] = { ...target, usage: { ...target.usage, freeMemoryMiB: 100 } };
    const refs = [{ hostId: 'xen-a', name: 'pv1' }];
    const live = judgeGroup(full, refs, 'xen-b', 'live');
    const stopped = judgeGroup(full, refs, 'xen-b', 'stop-and-copy');
    if (!live || !stopped) throw new Error('there is no such host');
    const plan = planMoves(live, stopped, true);
    expect(plan.offered).toEqual([]);
    expect(plan.moves).toEqual([]);
    // What it is refused for is what stands in the way of stop-and-copy.
    expect(plan.refused[0]?.verdict.reasons.map(({ code }) => code)).toEqual(['memory']);
  });

  it('gives each VM exactly one place, whatever the verdicts', () => {
    const reason = fc.record({
      code: fc.constant('memory' as const),
      severity: fc.constantFrom('blocks' as const, 'warns' as const),
      message: fc.string(),
      remedy: fc.string(),
      offer: fc.constantFrom('stop-and-copy' as const, null),
    });
    const one = fc.array(reason, { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(one, one), { maxLength: 12 }), fc.boolean(), (all, agreed) => {
        const plan = planMoves(group(all.map(([a]) => a)), group(all.map(([, b]) => b)), agreed);
        const moved = plan.moves.map(({ vm }) => vm.name);
        const waiting = agreed ? [] : plan.offered.map(({ name }) => name);
        const refused = plan.refused.map(({ vm }) => vm.name);
        const places = [...moved, ...waiting, ...refused];
        expect(places.toSorted()).toEqual(all.map((_, at) => `vm${at}`).toSorted());
        for (const { mode } of plan.moves) if (!agreed) expect(mode).toBe('live');
      }),
    );
  });
});

function group(reasons: readonly (readonly MoveReason[])[]): GroupVerdict {
  return {
    answer: 'some',
    each: reasons.map((own, at) => ({
      vm: sampleVm({ name: `vm${at}` }),
      verdict: { possible: own.every(({ severity }) => severity === 'warns'), reasons: [...own] },
    })),
    reasons: [],
    memoryMiB: 0,
  };
}
