import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  rateCode,
  rateOf,
  readColumn,
  writeColumn,
} from '../../../src/main/core/samples/column.ts';
import {
  decodeParts,
  decodeSamples,
  encodeParts,
  encodeSamples,
  type Part,
} from '../../../src/main/core/samples/encode.ts';
import { rollUp, type Sample } from '../../../src/main/core/samples/roll-up.ts';
import { type SampleNumber, sampleNumbers } from '../../../src/shared/samples/series.ts';

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 4 });
const cpus = orNull(
  fc.oneof(
    fc.integer({ min: 0, max: 6000 }).map((thousandths) => thousandths / 1000),
    fc.double({ min: 0, max: 5000, noNaN: true }),
  ),
);
const mib = orNull(fc.oneof(fc.constant(4096), fc.integer({ min: 0, max: 10_000_000 })));
const bytes = orNull(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 ** 43 })));
const sample: fc.Arbitrary<Sample> = fc.record({
  at: fc.integer({ min: 0, max: 5 * minute - 1 }).map((ms) => start + ms),
  cpu: cpus,
  dom0: orNull(fc.constant(0.25)),
  memoryMiB: mib,
  netIn: bytes,
  netOut: bytes,
  diskRead: bytes,
  diskWrite: bytes,
});
const samples = fc.array(sample, { maxLength: 60 }).map((all) => all.sort((a, b) => a.at - b.at));

/** How far what is read back may be from what was kept, by how large the largest beside it is. */
const tolerance: Record<SampleNumber, (value: number, largest: number) => number> = {
  cpu: (_, largest) => (largest > 6.55 ? largest / 13_000 : 0.00005) + 1e-9,
  dom0: () => 1e-6,
  memoryMiB: (value) => value * 1e-6,
  netIn: (value) => value * 0.0003 + 0.5,
  netOut: (value) => value * 0.0003 + 0.5,
  diskRead: (value) => value * 0.0003 + 0.5,
  diskWrite: (value) => value * 0.0003 + 0.5,
};

function isNear(number: SampleNumber, back: number | null, was: number | null, largest: number) {
  if (was === null || back === null) return back === was;
  return Math.abs(back - was) <= tolerance[number](was, largest);
}

describe('a row of single samples', () => {
  it('gives every sample back, as near as it says, and what was unknown as unknown', () => {
    fc.assert(
      fc.property(samples, (all) => {
        const back = decodeSamples(start, encodeSamples(start, all));
        expect(back.length).toBe(all.length);
        for (const [index, was] of all.entries()) {
          const is = back[index];
          expect(Math.abs((is?.at ?? 0) - was.at)).toBeLessThan(5);
          for (const number of sampleNumbers) {
            const largest = Math.max(...all.map((each) => each[number] ?? 0));
            expect(isNear(number, is?.[number] ?? null, was[number], largest), number).toBe(true);
          }
        }
      }),
    );
  });

  it('is the same when it is read and kept again', () => {
    fc.assert(
      fc.property(samples, (all) => {
        const once = decodeSamples(start, encodeSamples(start, all));
        expect(decodeSamples(start, encodeSamples(start, once))).toEqual(once);
      }),
    );
  });

  it('takes less than version 1 did without network and disks, where memory stays as it is', () => {
    const all = Array.from({ length: 20 }, (_, index): Sample => {
      const rate = 1000 * 2 ** index;
      const carried = { netIn: rate, netOut: rate + 1, diskRead: rate + 2, diskWrite: rate + 3 };
      return {
        at: start + index * 15_000,
        cpu: index / 10,
        dom0: null,
        memoryMiB: 4096,
        ...carried,
      };
    });
    expect(encodeSamples(start, all).byteLength).toBeLessThan(20 * 16);
  });
});

describe('a row of rolled-up stretches', () => {
  it('gives every stretch back where it was, its mean between its least and its highest', () => {
    const places = fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        places,
        fc.array(fc.array(sample, { minLength: 1, maxLength: 9 }), {
          minLength: 12,
          maxLength: 12,
        }),
        (where, sets) => {
          const parts = where
            .sort((a, b) => a - b)
            .flatMap((place, index): Part[] => {
              const sum = rollUp(sets[index] ?? []);
              return sum ? [{ ...sum, at: start + place * 5 * minute }] : [];
            });
          const back = decodeParts(start, 5 * minute, encodeParts(start, 5 * minute, parts));
          expect(back.map(({ at, samples: count }) => [at, count])).toEqual(
            parts.map(({ at, samples: count }) => [at, count]),
          );
          for (const [index, was] of parts.entries()) {
            for (const number of sampleNumbers) {
              const [is, of] = [back[index]?.[number] ?? null, was[number]];
              expect(is === null).toBe(of === null);
              if (is === null || of === null) continue;
              expect(is.min).toBeLessThanOrEqual(is.mean);
              expect(is.mean).toBeLessThanOrEqual(is.max);
              expect(is.p95).toBeLessThanOrEqual(is.max);
              const largest = Math.max(...parts.map((part) => part[number]?.max ?? 0));
              for (const value of ['min', 'mean', 'max', 'p95'] as const) {
                expect(isNear(number, is[value], of[value], largest), `${number} ${value}`).toBe(
                  true,
                );
              }
            }
          }
        },
      ),
    );
  });
});

describe('bytes that are no row', () => {
  it('are read as something or told as unreadable, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
        for (const read of [
          () => decodeSamples(start, any),
          () => decodeParts(start, minute, any),
        ]) {
          try {
            expect(Array.isArray(read())).toBe(true);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(SyntaxError);
          }
        }
      }),
    );
  });
});

describe('bytes a second in 16 bits', () => {
  it('keep their order, and come back as they were kept', () => {
    const rate = fc.integer({ min: 0, max: 14e12 });
    fc.assert(
      fc.property(rate, rate, (a, b) => {
        if (a <= b) expect(rateCode(a)).toBeLessThanOrEqual(rateCode(b));
        expect(Math.abs(rateOf(rateCode(a)) - a)).toBeLessThanOrEqual(a * 0.0003 + 0.5);
      }),
    );
    expect(rateOf(rateCode(0))).toBe(0);
  });

  it('take five bytes where they are all the same, and one where none is known', () => {
    const view = new DataView(new ArrayBuffer(64));
    const written = (values: number[]) => writeColumn(view, 0, Float64Array.from(values), 'rate');
    expect(written([7, 7, 7, 7])).toBe(5);
    const back = new Float64Array(4);
    expect(readColumn(view, 0, back)).toBe(5);
    expect([...back]).toEqual([7, 7, 7, 7]);
    expect(written([Number.NaN, Number.NaN])).toBe(1);
  });
});
