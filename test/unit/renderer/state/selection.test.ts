import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptySelection,
  isSelected,
  pruned,
  selectedRefs,
  selectionOf,
  selectionSize,
  toggled,
} from '../../../../src/renderer/state/selection.ts';

const vm = fc.record({
  hostId: fc.constantFrom('h1', 'h2', 'h3'),
  name: fc.constantFrom('a', 'b', 'c', '__proto__'),
});

describe('a selection', () => {
  it('holds what was put into it, each once', () => {
    fc.assert(
      fc.property(fc.array(vm), (refs) => {
        const selection = selectionOf(refs);
        for (const ref of refs) expect(isSelected(selection, ref)).toBe(true);
        const different = new Set(refs.map((ref) => `${ref.hostId}/${ref.name}`));
        expect(selectionSize(selection)).toBe(different.size);
        expect(selectedRefs(selection)).toHaveLength(different.size);
      }),
    );
  });

  it('is as before when a VM is toggled twice', () => {
    fc.assert(
      fc.property(fc.array(vm), vm, (refs, ref) => {
        const selection = selectionOf(refs);
        const twice = toggled(toggled(selection, ref), ref);
        expect(selectedRefs(twice).map(text).toSorted()).toEqual(
          selectedRefs(selection).map(text).toSorted(),
        );
      }),
    );
  });

  it('loses VMs that are gone, and is the same object when none is', () => {
    const selection = selectionOf([
      { hostId: 'h1', name: 'a' },
      { hostId: 'h2', name: 'b' },
    ]);
    expect(pruned(selection, () => true)).toBe(selection);
    expect(selectedRefs(pruned(selection, (hostId) => hostId === 'h2'))).toEqual([
      { hostId: 'h2', name: 'b' },
    ]);
    expect(pruned(selection, () => false).size).toBe(emptySelection.size);
  });
});

function text(ref: { hostId: string; name: string }): string {
  return `${ref.hostId}/${ref.name}`;
}
