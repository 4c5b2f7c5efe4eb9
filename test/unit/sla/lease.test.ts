import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lease, returnOf, withSetting } from '../../../src/main/core/sla/lease.ts';
import { tuneParts } from '../../../src/shared/sla/proposal.ts';

const vm = { uuid: 'u', name: 'web1' };
const now = { weight: 256, cap: 0, vcpus: 2 };

describe('what was set of a VM', () => {
  it('is given back to what it was before the first change', () => {
    const once = withSetting(null, vm, 'weight', 256, 512);
    const twice = withSetting(once, vm, 'weight', 512, 2048);
    expect(returnOf(twice, { ...now, weight: 2048 })).toEqual({ set: { weight: 256 }, others: [] });
  });

  it('is left as somebody else has set it since', () => {
    const lease = withSetting(null, vm, 'cap', 50, 100);
    expect(returnOf(lease, { ...now, cap: 300 })).toEqual({ set: {}, others: ['cap'] });
  });

  it('needs nothing when it was never set, or the VM was started anew', () => {
    const lease = withSetting(null, vm, 'weight', 256, 512);
    expect(returnOf(lease, now)).toEqual({ set: {}, others: [] });
  });

  it('is always the original again, however often and in whatever order it was set', () => {
    const change = fc.record({
      part: fc.constantFrom(...tuneParts),
      to: fc.integer({ min: 1, max: 1000 }),
      // The console is killed after the lease was written, and before anything was set.
      killed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const start = { weight: 256, cap: 50, vcpus: 2 };
        let set = start;
        let lease: Lease | null = null;
        for (const { part, to, killed } of changes) {
          lease = withSetting(lease, vm, part, set[part], to);
          if (!killed) set = { ...set, [part]: to };
        }
        if (lease === null) return;
        const back = returnOf(lease, set);
        expect(back.others).toEqual([]);
        expect({ ...set, ...back.set }).toEqual(start);
      }),
    );
  });
});
