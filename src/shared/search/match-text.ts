/** How well a word fits into a text, best first; a gap between two is larger than any bonus. */
export const fit = {
  exact: 500,
  prefix: 400,
  wordStart: 300,
  inside: 200,
  subsequence: 100,
} as const;

/** Up to this much more for a text that is hardly longer than what was typed. */
const mostBonus = 50;

function isWordStart(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  // Letters and digits are one word; what is beyond ASCII counts as a letter.
  const joins =
    (before >= 48 && before <= 57) ||
    (before >= 65 && before <= 90) ||
    (before >= 97 && before <= 122) ||
    before > 127;
  return !joins;
}

function isSubsequence(word: string, text: string): boolean {
  let at = 0;
  for (let n = 0; n < word.length; n++) {
    at = text.indexOf(word.charAt(n), at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/**
 * How well a word fits, both folded: 0 does not, 500 is the same text. Letters that are only in the
 * right order count (`wb1` in `web-01`) where `loose` allows it and there are at least two of them.
 */
export function matchText(word: string, text: string, loose: boolean): number {
  if (word === text) return fit.exact;
  const bonus = (mostBonus * word.length) / Math.max(text.length, 1);
  let at = text.indexOf(word);
  if (at === 0) return fit.prefix + bonus;
  if (at > 0) {
    for (; at > 0; at = text.indexOf(word, at + 1)) {
      if (isWordStart(text, at)) return fit.wordStart + bonus;
    }
    return fit.inside + bonus;
  }
  if (!loose || word.length < 2 || !isSubsequence(word, text)) return 0;
  return fit.subsequence + bonus;
}
