import type { Column, Value } from './report.ts';

/** What stands beside something else cannot go over a page's end with its head. */
const mostNarrowRows = 12;

/**
 * A name and a count are read together: such tables stand side by side instead of being stretched.
 * `rows`: how many it has; null where nobody has counted them.
 */
export function isNarrow(columns: readonly Column[], rows: number | null): boolean {
  const [, second] = columns;
  const isShort = rows !== null && rows <= mostNarrowRows;
  return columns.length === 2 && second?.type !== 'text' && isShort;
}

/**
 * Signs of a text that is not torn: of any, of one word, and of the name that a row is of. With more
 * in every column a table of hosts would not fit onto a page.
 */
const wholeSigns = { text: 18, word: 22, name: 28 };

/** Whether a text stays in one line; `at` is its column. */
export function staysWhole(value: Value, at: number): boolean {
  if (typeof value !== 'string') return false;
  const { text, word, name } = wholeSigns;
  return value.length <= (/\s/.test(value) ? text : at === 0 ? name : word);
}
