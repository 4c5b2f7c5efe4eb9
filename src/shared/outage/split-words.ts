/**
 * A command as people write it, as its words: divided by blanks, where quotes of either kind hold
 * together what stands between them. Nothing else means anything: no variables, no pipes, no
 * backslashes. Null: a quote is not closed.
 */
export function splitWords(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (const char of line) {
    if (quote !== null) {
      if (char === quote) quote = null;
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== null) return null;
  if (word !== null) words.push(word);
  return words;
}

/** The same way back: what `splitWords` makes these words of. */
export function joinWords(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  if (word !== '' && !/[\s"']/.test(word)) return word;
  if (!word.includes("'")) return `'${word}'`;
  // Pieces without a quote of the one kind, and the quotes themselves in the other, without a gap.
  return word
    .split("'")
    .map((piece) => (piece === '' ? '' : `'${piece}'`))
    .join(`"'"`);
}
