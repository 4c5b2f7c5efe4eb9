import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countChipLines,
  placeChips,
  unfoldedChips,
} from '../../../../src/renderer/features/board/layout/card-chips.ts';
import { sortJobsToHosts } from '../../../../src/renderer/state/active-jobs.ts';
import type { Vm } from '../../../../src/shared/model/vm.ts';
import { sampleMoveJob } from '../../../support/sample-job.ts';
import { sampleVm } from '../../../support/sample-site.ts';

function named(...vms: Vm[]): Record<string, Vm> {
  return Object.fromEntries(vms.map((vm) => [vm.name, vm]));
}

const nothing = { jobs: undefined, match: null };

describe('the chips of a card', () => {
  it('put those that are off into lines of their own, below', () => {
    const vms = named(
      sampleVm({ name: 'off', state: 'halted' }),
      sampleVm({ name: 'b' }),
      sampleVm({ name: 'a10' }),
      sampleVm({ name: 'a9' }),
    );
    const placed = placeChips({ vms, ...nothing }, 1);
    expect(placed.map(({ item, line }) => [item.name, line])).toEqual([
      ['a9', 0],
      ['a10', 0],
      ['b', 0],
      ['off', 1],
    ]);
  });

  it('keep a place for a VM on its way here, in place of its half-made domain', () => {
    const jobs = sortJobsToHosts({ m: sampleMoveJob({ state: 'running' }) }).get('h2');
    const half = sampleVm({ hostId: 'h2', name: 'web1--incoming', state: 'transit' });
    const [chip, ...rest] = placeChips({ vms: named(half), jobs, match: null }, 1);
    expect(chip?.item).toMatchObject({ kind: 'arriving', name: 'web1', memoryMiB: 1024 });
    expect(rest).toEqual([]);
    const arrived = named(sampleVm({ hostId: 'h2', name: 'web1' }));
    expect(placeChips({ vms: arrived, jobs, match: null }, 1).map(({ item }) => item.kind)).toEqual(
      ['vm'],
    );
  });

  it('show only what the search lets through', () => {
    const vms = named(sampleVm({ name: 'web' }), sampleVm({ name: 'db' }));
    const placed = placeChips({ vms, jobs: undefined, match: new Set(['db']) }, 1);
    expect(placed.map(({ item }) => item.name)).toEqual(['db']);
  });

  it('need as many lines as are counted without placing them', () => {
    const vm = fc.record({
      memoryMiB: fc.constantFrom(128, 4096, 16_384, 65_536),
      state: fc.constantFrom('running' as const, 'halted' as const, 'transit' as const),
    });
    fc.assert(
      fc.property(
        fc.array(vm, { maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat({ max: 5 }),
        (all, bricks, arriving) => {
          const vms = named(...all.map((more, at) => sampleVm({ name: `vm${at}`, ...more })));
          const moves = Array.from({ length: arriving }, (_, at) => sampleMoveJob({}, `new${at}`));
          const jobs = sortJobsToHosts(Object.fromEntries(moves.map((job) => [job.id, job])));
          const sources = { vms, jobs: jobs.get('h2'), match: null };
          const placed = placeChips(sources, bricks);
          expect(placed).toHaveLength(all.length + arriving);
          expect(countChipLines(sources, bricks)).toBe((placed.at(-1)?.line ?? -1) + 1);
        },
      ),
    );
  });

  it('fold what is too much into one line, unless the card is opened', () => {
    const many = Array.from({ length: 12 }, (_, at) => sampleVm({ name: `vm${at}` }));
    const placed = placeChips({ vms: named(...many), ...nothing }, 1);
    const folded = unfoldedChips(placed, 3, false);
    expect(folded).toMatchObject({ lines: 3, folded: 6 });
    expect(folded.shown).toHaveLength(6);
    expect(unfoldedChips(placed, 3, true)).toMatchObject({ lines: 4, folded: 0 });
    expect(unfoldedChips(placed, 4, false)).toMatchObject({ lines: 4, folded: 0 });
  });
});
