import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffTexts } from '../../../src/main/core/store/diff-texts.ts';
import { runs } from '../../support/properties.ts';

const lines = fc.array(fc.constantFrom('name="web1"', 'memory=512', 'memory=1024', '', '# note'), {
  maxLength: 20,
});
const textOf = (each: readonly string[]) => each.map((line) => `${line}\n`).join('');

/** What the hunks say of one side, laid over that side's lines; the rest is as in the other. */
function applied(before: readonly string[], after: readonly string[]): string[] {
  const result = [...before];
  let shift = 0;
  for (const hunk of diffTexts(textOf(before), textOf(after))) {
    const old = hunk.lines.filter((line) => !line.startsWith('+'));
    const now = hunk.lines.filter((line) => !line.startsWith('-'));
    // Of a side without a line in it, the hunk gives the line before.
    const start = (old.length === 0 ? hunk.beforeLine : hunk.beforeLine - 1) + shift;
    const replaced = result.splice(start, old.length, ...now.map((line) => line.slice(1)));
    expect(replaced).toEqual(old.map((line) => line.slice(1)));
    shift += now.length - old.length;
  }
  return result;
}

describe('the lines in which two texts differ', () => {
  it('make the one into the other (property)', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        expect(applied(before, after)).toEqual(after);
      }),
      { numRuns: runs(500) },
    );
  });

  it('are none for equal texts, with or without a last line end', () => {
    expect(diffTexts('a\nb\n', 'a\nb')).toEqual([]);
    expect(diffTexts('', '')).toEqual([]);
  });

  it('come with three equal ones around them', () => {
    expect(diffTexts('1\n2\n3\n4\n5\n6\n', '1\n2\n3\n4\nfive\n6\n')).toEqual([
      { beforeLine: 2, afterLine: 2, lines: [' 2', ' 3', ' 4', '-5', '+five', ' 6'] },
    ]);
  });

  it('are all lines when two long files have nothing in common', () => {
    const file = (word: string) => Array.from({ length: 900 }, (_, n) => `${word}${n}`);
    expect(applied(file('a'), file('b'))).toEqual(file('b'));
  });
});
