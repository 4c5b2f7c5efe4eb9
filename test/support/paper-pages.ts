import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePackages, findProgram } from './debian-packages.ts';

const dpi = 72;
/** Darker than this is ink: neither paper nor the tint of a table's head. */
const inkBelow = 160;

/** What lies on a page that was drawn: fractions of its width and height, from its left and top. */
export interface Ink {
  /** Of all points between the upper and the lower margin, those that are dark. */
  share: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Why no page can be drawn here; null: it can be. */
export function whyNotDrawn(): string | null {
  try {
    ensurePackages({ 'poppler-utils': 'pdftoppm' });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Draws each page of a PDF by poppler, which is no relative of the engine that printed it.
 * `margins`: where every page has its head and its number, in fractions of its height.
 */
export function drawnPages(path: string, margins: { top: number; bottom: number }): Ink[] {
  const folder = mkdtempSync(join(tmpdir(), 'stateroom-pages-'));
  try {
    execFileSync(findProgram('pdftoppm') ?? '', [
      '-r',
      String(dpi),
      '-gray',
      path,
      join(folder, 'page'),
    ]);
    const names = readdirSync(folder).sort();
    return names.map((name) => inkOf(readFileSync(join(folder, name)), margins));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of a portable graymap: its head, then a byte for each point. */
function inkOf(graymap: Buffer, margins: { top: number; bottom: number }): Ink {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(graymap.toString('latin1', 0, 64));
  if (!head) throw new Error('this is no graymap');
  const [width, height] = [Number(head[1]), Number(head[2])];
  const points = graymap.subarray(head[0].length);
  if (points.length !== width * height) throw new Error('the graymap is cut short');
  const [from, to] = [margins.top * height, (1 - margins.bottom) * height];
  let dark = 0;
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (const [at, gray] of points.entries()) {
    if (gray >= inkBelow) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    if (y >= from && y < to) dark += 1;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  return {
    share: dark / (width * (to - from)),
    ...{ left: left / width, right: right / width, top: top / height, bottom: bottom / height },
  };
}
