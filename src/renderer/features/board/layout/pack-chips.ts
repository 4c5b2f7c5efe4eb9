/** A chip's width by its VM's memory, in sixths of a line: 2, 3, 4 or 6. */
export const chipSpans = [2, 3, 4, 6] as const;
export type ChipSpan = (typeof chipSpans)[number];

/** From these sizes on (MiB) a chip is one step wider. */
export const spanThresholdsMiB = [2048, 8192, 32_768] as const;

/** Sixths in a line: chips of 6, 4+2, 3+3 and 2+2+2 fill it. */
export const lineUnits = 6;

export function spanOf(memoryMiB: number): ChipSpan {
  const [small, medium, large] = spanThresholdsMiB;
  return memoryMiB < small ? 2 : memoryMiB < medium ? 3 : memoryMiB < large ? 4 : 6;
}

/** How many chips there are of each span. */
export interface SpanCounts {
  2: number;
  3: number;
  4: number;
  6: number;
}

export function noSpans(): SpanCounts {
  return { 2: 0, 3: 0, 4: 0, 6: 0 };
}

/** The lines that `packChips` needs for these; the order of names plays no part. */
export function countLines(counts: SpanCounts): number {
  const besideLarge = Math.min(counts[4], counts[2]);
  const lines = counts[6] + counts[4] + Math.ceil(counts[3] / 2);
  const besideMedium = counts[3] % 2 === 1 && counts[2] > besideLarge ? 1 : 0;
  return lines + Math.ceil((counts[2] - besideLarge - besideMedium) / 3);
}

export interface Placed<T> {
  item: T;
  line: number;
  /** First sixth it covers, 0 to 5. */
  unit: number;
  span: ChipSpan;
}

/**
 * Lays chips into lines of six units, the widest first, each line as full as sizes allow.
 * Within a size the given order is kept. The result reads line by line, left to right.
 */
export function packChips<T>(items: readonly T[], span: (item: T) => ChipSpan): Placed<T>[] {
  const bySpan: Record<ChipSpan, T[]> = { 2: [], 3: [], 4: [], 6: [] };
  for (const item of items) bySpan[span(item)].push(item);
  const smalls = bySpan[2];
  let nextSmall = 0;
  const placed: Placed<T>[] = [];
  let line = 0;
  const put = (item: T, unit: number, width: ChipSpan) =>
    placed.push({ item, line, unit, span: width });
  const putSmall = (unit: number) => {
    const item = smalls[nextSmall];
    if (nextSmall >= smalls.length) return;
    nextSmall += 1;
    put(item as T, unit, 2);
  };
  for (const item of bySpan[6]) {
    put(item, 0, 6);
    line += 1;
  }
  for (const item of bySpan[4]) {
    put(item, 0, 4);
    putSmall(4);
    line += 1;
  }
  const mediums = bySpan[3];
  for (let at = 0; at < mediums.length; at += 2) {
    for (const [side, item] of mediums.slice(at, at + 2).entries()) put(item, side * 3, 3);
    if (at + 1 >= mediums.length) putSmall(3);
    line += 1;
  }
  while (nextSmall < smalls.length) {
    for (const unit of [0, 2, 4]) putSmall(unit);
    line += 1;
  }
  return placed;
}
