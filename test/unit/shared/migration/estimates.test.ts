import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missingFeatures } from '../../../../src/shared/migration/cpu-features.ts';
import { estimateMove, type MoveRecord } from '../../../../src/shared/migration/estimate-move.ts';
import { memoryNeedMiB } from '../../../../src/shared/migration/memory-need.ts';
import { moveEstimateSchema } from '../../../../src/shared/migration/verdict.ts';

const mebibyte = 1_048_576;
/** A move of 1 GiB that took `seconds` besides its overhead. */
const record = (seconds: number, more: Partial<MoveRecord> = {}): MoveRecord => ({
  at: 0,
  mode: 'live',
  memoryMiB: 1024,
  bytes: 1024 * mebibyte,
  durationMs: 5_000 + seconds * 1000,
  pauseMs: 300,
  ...more,
});
const vm = { memoryMiB: 1024 };

describe('what a move is expected to take', () => {
  it('is a guess that says so where nothing was moved before', () => {
    const live = estimateMove({ vm, mode: 'live', history: [] });
    expect(live.basis).toMatch(/guess/);
    expect(live.durationMs).toBeGreaterThan(15_000);
    expect(live.pauseMs).toBe(1000);
  });

  it('comes from the earlier moves between the same hosts, and one slow night counts little', () => {
    const history = [record(100), record(110), record(9000)];
    const { durationMs, pauseMs, basis } = estimateMove({ vm, mode: 'stop-and-copy', history });
    expect(durationMs).toBe(5_000 + 110_000);
    expect(pauseMs).toBe(durationMs);
    expect(basis).toBe('3 earlier moves between these hosts');
    expect(estimateMove({ vm, mode: 'live', history }).pauseMs).toBe(300);
  });

  it('learns no pause from a move that was none, and no speed from one without bytes', () => {
    const history = [
      record(100, { mode: 'stop-and-copy', pauseMs: 90_000 }),
      record(1, { bytes: 0, pauseMs: null }),
    ];
    const { pauseMs, basis } = estimateMove({ vm, mode: 'live', history });
    expect(pauseMs).toBe(1000);
    expect(basis).toBe('the earlier move between these hosts');
  });

  it('is a time that can be shown, whatever is in the history', () => {
    const number = fc.oneof(fc.nat(), fc.constantFrom(0, 1, 5_000, 5_001, Number.MAX_SAFE_INTEGER));
    const any = fc.record({
      at: number,
      mode: fc.constantFrom('live', 'stop-and-copy' as const),
      memoryMiB: number,
      bytes: number,
      durationMs: number,
      pauseMs: fc.option(number),
    });
    fc.assert(
      fc.property(
        fc.array(any),
        fc.nat(10_000_000),
        fc.constantFrom('live', 'stop-and-copy' as const),
        (history, memoryMiB, mode) => {
          const estimate = estimateMove({ vm: { memoryMiB }, mode, history });
          expect(moveEstimateSchema.parse(estimate)).toEqual(estimate);
          expect(estimate.durationMs).toBeGreaterThanOrEqual(5_000);
          expect(estimate.pauseMs).toBeGreaterThanOrEqual(0);
          expect(estimate.pauseMs).toBeLessThanOrEqual(estimate.durationMs);
          const more = estimateMove({ vm: { memoryMiB: memoryMiB + 1000 }, mode, history });
          expect(more.durationMs).toBeGreaterThanOrEqual(estimate.durationMs);
        },
      ),
    );
  });
});

describe('the memory that a host must have free for a VM', () => {
  it('is a little more than its own, and for HVM and PVH its paging structures', () => {
    const small = { memoryMiB: 128, maxMemoryMiB: 128, maxVcpus: 1 };
    expect(memoryNeedMiB({ ...small, type: 'pv' })).toBe(129);
    expect(memoryNeedMiB({ ...small, type: 'pvh' })).toBe(132);
    const big = { memoryMiB: 16_384, maxMemoryMiB: 32_768, maxVcpus: 8 };
    expect(memoryNeedMiB({ ...big, type: 'hvm' })).toBe(16_384 + 8 + 256 + 2);
  });
});

const hex = (words: readonly number[]) =>
  words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join(':');

describe('features that a CPU lacks', () => {
  it('are named as admins know them, the others by their place', () => {
    expect(missingFeatures('00000000:02000000:00000000:80000000', '00000000')).toEqual([
      'aes',
      'word 3 bit 31',
    ]);
  });

  it('are exactly the bits that the one has and the other has not, vmx and svm apart', () => {
    const words = fc.array(fc.nat(0xffffffff), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(words, words, (here, there) => {
        const bits = here.map((word, at) => {
          const hostOnly = { 1: 1 << 5, 3: 1 << 2 }[at] ?? 0;
          const lacking = (word & ~(there[at] ?? 0) & ~hostOnly) >>> 0;
          return lacking.toString(2).replaceAll('0', '').length;
        });
        const count = bits.reduce((a, b) => a + b, 0);
        const missing = missingFeatures(hex(here), hex(there));
        expect(missing).toHaveLength(count);
        expect(new Set(missing).size).toBe(count);
        expect(missingFeatures(hex(here), hex(here))).toEqual([]);
      }),
    );
  });

  it('cannot be told from what is not hw_caps', () => {
    const known = 'ffffffff:00000000';
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^[0-9a-f]{8}(:[0-9a-f]{8})*$/i.test(text));
        expect(missingFeatures(text, known)).toBeNull();
        expect(missingFeatures(known, text)).toBeNull();
      }),
    );
  });
});
