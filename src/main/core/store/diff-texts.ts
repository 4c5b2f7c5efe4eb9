import { structuredPatch } from 'diff';
import type { Hunk } from '../../../shared/history/hunk.ts';

/** Equal lines that are shown on either side. */
const context = 3;
/** Files with more differences than this have little in common: one goes, the other comes. */
const maxEditLength = 1000;

/** The lines in which two texts differ; none for equal ones. A last line needs no line end. */
export function diffTexts(before: string, after: string): Hunk[] {
  const one = withLineEnd(before);
  const other = withLineEnd(after);
  const patch = structuredPatch('', '', one, other, undefined, undefined, {
    context,
    maxEditLength,
  });
  if (!patch) {
    const lines = [...signed('-', one), ...signed('+', other)];
    return [{ beforeLine: 1, afterLine: 1, lines }];
  }
  return patch.hunks.map(({ oldStart, newStart, lines }) => ({
    beforeLine: oldStart,
    afterLine: newStart,
    lines,
  }));
}

function withLineEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function signed(sign: string, text: string): string[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => sign + line);
}
