import { err, ok, type Result } from '../result.ts';

/** As many are made at once. */
export const mostNewClients = 100;

/**
 * The names that a pattern stands for: `web-[01-20]` is web-01 to web-20, as wide as it begins;
 * names may also be listed, with commas or blanks between them. With a count a word is numbered:
 * `web` and 3 are web-1 to web-3. Pure. Nothing is said of whether these are names that one can have.
 * Error: a sentence.
 */
export function expandNames(pattern: string, count: number | null): Result<string[], string> {
  const words = pattern
    .trim()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  if (words.length === 0) return err('Say how they are called, e.g. web-[01-20].');
  if (count !== null) return numbered(words, count);
  const names: string[] = [];
  for (const word of words) {
    const expanded = expandWord(word);
    if (!expanded.ok) return expanded;
    names.push(...expanded.value);
    if (names.length > mostNewClients) return err(tooMany(names.length));
  }
  return ok(names);
}

function numbered(words: readonly string[], count: number): Result<string[], string> {
  const [word = '', ...others] = words;
  if (others.length > 0 || /[[\]]/.test(word)) {
    return err('A count goes with one plain name, e.g. web and 20.');
  }
  if (!Number.isInteger(count) || count < 1) return err('The count is a whole number from 1 on.');
  if (count > mostNewClients) return err(tooMany(count));
  const stem = /[-._]$/.test(word) ? word : `${word}-`;
  const width = String(count).length;
  return ok(Array.from({ length: count }, (_, at) => stem + String(at + 1).padStart(width, '0')));
}

function expandWord(word: string): Result<string[], string> {
  const range = /^([^[\]]*)\[(\d{1,6})-(\d{1,6})\]([^[\]]*)$/.exec(word);
  if (!range) {
    return /[[\]]/.test(word)
      ? err(`“${word}” is no pattern: one range of numbers in brackets, e.g. web-[01-20].`)
      : ok([word]);
  }
  const [, before = '', first = '', last = '', after = ''] = range;
  const [from, to] = [Number(first), Number(last)];
  if (to < from) return err(`“${word}” counts down: write [${last}-${first}].`);
  if (to - from >= mostNewClients) return err(tooMany(to - from + 1));
  return ok(
    Array.from(
      { length: to - from + 1 },
      (_, at) => before + String(from + at).padStart(first.length, '0') + after,
    ),
  );
}

function tooMany(count: number): string {
  return `These are ${count}${count > mostNewClients ? '' : ' or more'}; at most ${mostNewClients} are made at once.`;
}
