import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { words } from '../../../src/main/core/reports/values.ts';
import { bytesText, cellText, durationText } from '../../../src/shared/reports/cell-text.ts';

describe('a value as people read it', () => {
  it('has its unit, and at most one digit after the point of a size', () => {
    expect([0, 512, 1536, 2 ** 30 * 7.77, 2 ** 40 * 2].map(bytesText)).toEqual([
      '0 B',
      '512 B',
      '1.5 KiB',
      '7.8 GiB',
      '2 TiB',
    ]);
    expect(bytesText(2 ** 20 - 1)).toBe('1 MiB');
    expect([80, 45_000, 125_000, 4_800_000, 273_600_000, -1500].map(durationText)).toEqual([
      '80 ms',
      '45 s',
      '2 min 5 s',
      '1 h 20 min',
      '3 d 4 h',
      '-2 s',
    ]);
    expect(cellText(0.374, { type: 'percent' }, 'UTC')).toBe('37.4 %');
    expect(cellText(1234.5, { type: 'number', unit: 'CPUs' }, 'UTC')).toBe('1,234.5 CPUs');
    expect(cellText(1536, { type: 'rate' }, 'UTC')).toBe('1.5 KiB/s');
    expect(cellText(null, { type: 'bytes' }, 'UTC')).toBe('–');
  });

  it('has a moment in the zone that the report is in', () => {
    const at = Date.UTC(2026, 10, 24, 23, 30, 5);
    expect(cellText(at, { type: 'time' }, 'UTC')).toBe('2026-11-24 23:30:05');
    expect(cellText(at, { type: 'time' }, 'Europe/Berlin')).toBe('2026-11-25 00:30:05');
  });
});

describe('text for a report', () => {
  it('holds nothing that a format cannot, and keeps all else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const kept = words(text);
        expect(kept.isWellFormed()).toBe(true);
        expect(kept).not.toMatch(/[^\P{Cc}\t\n]|[\ufffe\uffff]/u);
        expect(kept.length).toBe(text.toWellFormed().length);
      }),
    );
    expect(words('a\x00b\x1b[0m\tc\nü\x7f')).toBe('a␀b␛[0m\tc\nü␡');
  });
});
