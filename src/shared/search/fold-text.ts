/** Letters that Unicode does not take apart, but people type without their mark. */
const plain: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is what is meant
const onlyAscii = /^[\x00-\x7f]*$/;

/** Text as it is compared: case and diacritics aside, so that `zurich` finds `Zürich`. */
export function foldText(text: string): string {
  const lower = text.toLowerCase();
  if (onlyAscii.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßøłđæœı]/g, (letter) => plain[letter] ?? letter);
}

/** The words of a query, folded; none of them is empty. */
export function wordsOf(query: string): string[] {
  return foldText(query).split(/\s+/).filter(Boolean);
}
