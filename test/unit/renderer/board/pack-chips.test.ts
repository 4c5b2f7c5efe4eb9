import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chipSpans,
  countLines,
  lineUnits,
  noSpans,
  packChips,
  spanOf,
} from '../../../../src/renderer/features/board/layout/pack-chips.ts';

describe('chips in lines', () => {
  it('are as wide as their memory', () => {
    expect([128, 2047, 2048, 8191, 8192, 32_767, 32_768, 1e6].map(spanOf)).toEqual([
      2, 2, 3, 3, 4, 4, 6, 6,
    ]);
  });

  it('never overlap, never leave the line, and are all there', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...chipSpans), { maxLength: 60 }), (spans) => {
        const items = spans.map((span, id) => ({ id, span }));
        const placed = packChips(items, (item) => item.span);
        expect(placed.map(({ item }) => item.id).toSorted((a, b) => a - b)).toEqual(
          items.map(({ id }) => id),
        );
        const taken = new Set<string>();
        for (const { line, unit, span } of placed) {
          expect(unit + span).toBeLessThanOrEqual(lineUnits);
          for (let at = unit; at < unit + span; at += 1) {
            expect(taken.has(`${line}/${at}`)).toBe(false);
            taken.add(`${line}/${at}`);
          }
        }
      }),
    );
  });

  it('read line by line, and need the lines that were counted before', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...chipSpans), { maxLength: 60 }), (spans) => {
        const placed = packChips(spans, (span) => span);
        const counts = noSpans();
        for (const span of spans) counts[span] += 1;
        expect(countLines(counts)).toBe((placed.at(-1)?.line ?? -1) + 1);
        const reading = placed.map(({ line, unit }) => line * lineUnits + unit);
        expect(reading).toEqual(reading.toSorted((a, b) => a - b));
      }),
    );
  });

  it('keep their order within a size', () => {
    const placed = packChips(['b', 'a', 'c', 'd'], () => 2);
    expect(placed.map(({ item }) => item)).toEqual(['b', 'a', 'c', 'd']);
  });
});
