import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstFit, fitText } from '../../../../src/renderer/features/board/card/fit-text.ts';

const ten = () => 10;

describe('a name in a chip', () => {
  it('stays whole where it fits', () => {
    expect(fitText('web-prod', 80, 'chip', ten)).toBe('web-prod');
  });

  it('is shortened in the middle, because names differ at their ends', () => {
    expect(fitText('web-production-017', 100, 'chip', ten)).toBe('web-p…-017');
  });

  it('fits whenever there is room for six characters, and tears no character apart', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.integer({ min: 60, max: 2500 }),
        (name, room) => {
          const text = fitText(name, room, 'chip', ten);
          expect([...text].length * 10).toBeLessThanOrEqual(room);
          expect(text.isWellFormed()).toBe(true);
        },
      ),
    );
  });

  it('gives way to a shorter text that fits', () => {
    expect(firstFit(['copying memory, 42 %', '42 %'], 60, 'chip', ten)).toBe('42 %');
    expect(firstFit(['copying memory, 42 %', '42 %'], 200, 'chip', ten)).toBe(
      'copying memory, 42 %',
    );
  });
});
