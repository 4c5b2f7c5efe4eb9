import { type SampleNumber, type Spread, sampleNumbers } from '../../../shared/samples/series.ts';
import { type ColumnKind, longestColumn, readColumn, writeColumn } from './column.ts';
import { decodeFirstRollUp, decodeFirstSamples, isFirstForm } from './first-form.ts';
import { emptyRollUp, type RollUp, type Sample } from './roll-up.ts';

/** The form of rows written now; a row's length is odd, which those of the first form never are. */
const form = 2;
/** A single sample's time is kept to so many ms, which five minutes of them fit 16 bits by. */
const timeMs = 5;

const kinds: Record<SampleNumber, ColumnKind> = {
  cpu: 'cpu',
  dom0: 'cpu',
  memoryMiB: 'whole',
  netIn: 'rate',
  netOut: 'rate',
  diskRead: 'rate',
  diskWrite: 'rate',
};

/** A stretch of a row, with when it begins (ms since the epoch). */
export type Part = RollUp & { at: number };

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function begin(header: number, counts: readonly number[]): DataView {
  const bytes = counts.reduce((sum, count) => sum + longestColumn(count), header);
  const view = new DataView(new ArrayBuffer(bytes + 1));
  view.setUint8(0, form);
  return view;
}

function finish(view: DataView, end: number): Uint8Array {
  return new Uint8Array(view.buffer, 0, end % 2 === 0 ? end + 1 : end);
}

/** What is cut short or of another version is no bug, and is told as such. */
function reading<T>(bytes: Uint8Array, read: (view: DataView) => T): T {
  if (bytes[0] !== form) throw new SyntaxError('a row of samples is of an unknown form');
  try {
    return read(viewOf(bytes));
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new SyntaxError('a row of samples is cut short');
  }
}

/** Single samples of one row, in order of time: form, count, times, and a column for each number. */
export function encodeSamples(start: number, samples: readonly Sample[]): Uint8Array {
  const count = samples.length;
  const view = begin(
    3 + count * 2,
    sampleNumbers.map(() => count),
  );
  view.setUint16(1, count, true);
  let end = 3;
  for (const { at } of samples) {
    view.setUint16(end, Math.floor((at - start) / timeMs), true);
    end += 2;
  }
  const values = new Float64Array(count);
  for (const number of sampleNumbers) {
    for (let index = 0; index < count; index++) {
      values[index] = samples[index]?.[number] ?? Number.NaN;
    }
    end = writeColumn(view, end, values, kinds[number]);
  }
  return finish(view, end);
}

const known = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

export function decodeSamples(start: number, bytes: Uint8Array): Sample[] {
  if (isFirstForm(bytes)) return decodeFirstSamples(start, bytes);
  return reading(bytes, (view) => {
    const count = view.getUint16(1, true);
    const columns = new Float64Array(count * sampleNumbers.length);
    const column = (index: number) => columns.subarray(index * count, (index + 1) * count);
    let end = 3 + count * 2;
    for (let index = 0; index < sampleNumbers.length; index++) {
      end = readColumn(view, end, column(index));
    }
    return Array.from({ length: count }, (_, index): Sample => {
      const of = (number: number) => known(columns[number * count + index]);
      return {
        at: start + view.getUint16(3 + index * 2, true) * timeMs,
        cpu: of(0),
        dom0: of(1),
        memoryMiB: of(2),
        netIn: of(3),
        netOut: of(4),
        diskRead: of(5),
        diskWrite: of(6),
      };
    });
  });
}

/**
 * Neighbouring stretches of one row, in order of time: form, which of the row's stretches there
 * are as bits, a column of their counts, and one for each number with four values for each.
 * @param stepMs How long a stretch is; 16 of them at most.
 */
export function encodeParts(start: number, stepMs: number, parts: readonly Part[]): Uint8Array {
  const count = parts.length;
  const view = begin(3, [count, ...sampleNumbers.map(() => count * 4)]);
  let present = 0;
  for (const { at } of parts) present |= 1 << ((at - start) / stepMs);
  view.setUint16(1, present, true);
  const counts = Float64Array.from(parts, ({ samples }) => samples);
  let end = writeColumn(view, 3, counts, 'whole');
  const values = new Float64Array(count * 4);
  for (const number of sampleNumbers) {
    for (let index = 0; index < count; index++) {
      const spread = parts[index]?.[number];
      values[index * 4] = spread?.min ?? Number.NaN;
      values[index * 4 + 1] = spread?.mean ?? Number.NaN;
      values[index * 4 + 2] = spread?.max ?? Number.NaN;
      values[index * 4 + 3] = spread?.p95 ?? Number.NaN;
    }
    end = writeColumn(view, end, values, kinds[number]);
  }
  return finish(view, end);
}

export function decodeParts(start: number, stepMs: number, bytes: Uint8Array): Part[] {
  if (isFirstForm(bytes)) return [{ ...emptyRollUp, at: start, ...decodeFirstRollUp(bytes) }];
  return reading(bytes, (view) => {
    const present = view.getUint16(1, true);
    const places = Array.from({ length: 16 }, (_, place) => place).filter(
      (place) => (present & (1 << place)) !== 0,
    );
    const count = places.length;
    const counts = new Float64Array(count);
    let end = readColumn(view, 3, counts);
    const columns = sampleNumbers.map(() => {
      const values = new Float64Array(count * 4);
      end = readColumn(view, end, values);
      return values;
    });
    return places.map((place, index) => ({
      at: start + place * stepMs,
      samples: counts[index] ?? 0,
      cpu: spreadAt(columns[0], index),
      dom0: spreadAt(columns[1], index),
      memoryMiB: spreadAt(columns[2], index),
      netIn: spreadAt(columns[3], index),
      netOut: spreadAt(columns[4], index),
      diskRead: spreadAt(columns[5], index),
      diskWrite: spreadAt(columns[6], index),
    }));
  });
}

function spreadAt(values: Float64Array | undefined, index: number): Spread | null {
  const min = known(values?.[index * 4]);
  if (values === undefined || min === null) return null;
  const [, mean = 0, max = 0, p95 = 0] = values.subarray(index * 4, index * 4 + 4);
  return { min, mean, max, p95 };
}
