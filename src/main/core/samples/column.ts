/**
 * Numbers of one kind, one after the other, in the fewest bytes that are honest. First a byte that
 * says how, then the values, little-endian:
 *
 *     0  none is known: nothing follows
 *     1  all are the same: one 32-bit float
 *     2  32-bit floats, NaN where unknown
 *     3  16-bit logarithms, for bytes a second: 0 to 14 TB/s, at most 0.03 % off, 0xFFFF unknown
 *     4, 5, 6, 7  16-bit multiples of 1, 1/100, 1/1000, 1/10000; 0xFFFF unknown
 *
 * Unknown values are NaN outside as well: a column is read and written without an object per value.
 */
export type ColumnKind =
  /** Multiples where all are whole and small, floats otherwise. */
  | 'whole'
  /** pCPUs: the finest multiples that the largest fits into. */
  | 'cpu'
  /** Bytes a second. */
  | 'rate';

const unknown = 0xffff;
const most = 0xfffe;
const unitsOf = { 4: 1, 5: 100, 6: 1000, 7: 10_000 } as const;
/** log2(1 + 14e12) × this is just below 0xFFFE; half a step of it is 0.023 %. */
const perDoubling = 1500;

/** Bytes a second → 16 bits and back; also what becomes of a value that was kept. */
export function rateCode(value: number): number {
  return Math.min(Math.round(Math.log2(1 + value) * perDoubling), most);
}
const rates = new Float64Array(unknown);
export function rateOf(code: number): number {
  // 65,535 powers at most, each worked out once: a year's graph asks for ten times as many.
  if (code > 0 && rates[code] === 0) rates[code] = Math.round(2 ** (code / perDoubling) - 1);
  return rates[code] ?? Number.NaN;
}

/** What may follow the byte that says how, at most. */
export const longestColumn = (count: number): number => 1 + count * 4;

/** Appends to `view` at `at`; answers where it ended. */
export function writeColumn(
  view: DataView,
  at: number,
  values: Float64Array,
  kind: ColumnKind,
): number {
  let [known, highest, isWhole, isSame] = [0, 0, true, true];
  let first = Number.NaN;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (known++ === 0) first = value;
    if (value > highest) highest = value;
    if (value !== first) isSame = false;
    if (!Number.isInteger(value) || value < 0) isWhole = false;
  }
  if (known === 0) {
    view.setUint8(at, 0);
    return at + 1;
  }
  if (isSame && known === values.length) {
    view.setUint8(at, 1);
    view.setFloat32(at + 1, first, true);
    return at + 5;
  }
  const form = formFor(kind, highest, isWhole);
  view.setUint8(at, form);
  let end = at + 1;
  for (const value of values) {
    if (form === 2) {
      view.setFloat32(end, value, true);
      end += 4;
      continue;
    }
    const code = form === 3 ? rateCode(value) : Math.round(value * unitsOf[form]);
    view.setUint16(end, Number.isNaN(value) ? unknown : code, true);
    end += 2;
  }
  return end;
}

function formFor(kind: ColumnKind, highest: number, isWhole: boolean): 2 | 3 | 4 | 5 | 6 | 7 {
  if (kind === 'rate') return 3;
  if (kind === 'whole') return isWhole && highest <= most ? 4 : 2;
  const fits = ([7, 6, 5] as const).find((form) => highest * unitsOf[form] <= most);
  return fits ?? 2;
}

/** Reads into `values`, as many as it holds; answers where the column ended. */
export function readColumn(view: DataView, at: number, values: Float64Array): number {
  const form = view.getUint8(at);
  let end = at + 1;
  if (form === 0) {
    values.fill(Number.NaN);
    return end;
  }
  if (form === 1) {
    values.fill(view.getFloat32(end, true));
    return end + 4;
  }
  if (form === 2) {
    for (let index = 0; index < values.length; index++, end += 4) {
      values[index] = view.getFloat32(end, true);
    }
    return end;
  }
  if (form > 7) throw new SyntaxError(`a row of samples has a column of an unknown form ${form}`);
  for (let index = 0; index < values.length; index++, end += 2) {
    const code = view.getUint16(end, true);
    if (code === unknown) values[index] = Number.NaN;
    else values[index] = form === 3 ? rateOf(code) : code / unitsOf[form as keyof typeof unitsOf];
  }
  return end;
}
