/**
 * The last `count` words of a table's line and what stands before them: the name column comes
 * first and may hold spaces and anything else, so tables of xl can be read from the right only.
 * Null when there are fewer words. Takes one pass over the line, whatever it holds.
 */
export function wordsFromRight(
  line: string,
  count: number,
): { before: string; words: string[] } | null {
  const words: string[] = [];
  let end = line.length;
  while (words.length < count) {
    while (end > 0 && isBlank(line.charCodeAt(end - 1))) end--;
    if (end === 0) return null;
    let start = end;
    while (start > 0 && !isBlank(line.charCodeAt(start - 1))) start--;
    words.unshift(line.slice(start, end));
    end = start;
  }
  while (end > 0 && isBlank(line.charCodeAt(end - 1))) end--;
  return { before: line.slice(0, end), words };
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}
