import { foldText, wordsOf } from './fold-text.ts';
import { fit, matchText } from './match-text.ts';

/** Something that can be found: by its name first, and by what else is known of it. */
export interface Searchable {
  name: string;
  /** Addresses, paths, identifiers: each is searched as it is, but never loosely. */
  also: readonly string[];
}

interface Prepared<T> {
  item: T;
  name: string;
  also: readonly string[];
  /** All of `also` in one text: most items are left after one look. */
  rest: string;
}

export interface Found<T> {
  item: T;
  score: number;
  /** The text besides the name in which a word was found that is not in the name; else null. */
  by: string | null;
}

export interface SearchIndex<T extends Searchable> {
  /** The best `limit` items, best first, and how many there are in all. */
  find(query: string, limit: number): { best: Found<T>[]; total: number };
}

/**
 * Prepares items once, so that each keystroke only compares; and what goes on from the last query
 * compares only with what that one found, as more letters never find more. The items are not changed.
 */
export function createSearchIndex<T extends Searchable>(items: readonly T[]): SearchIndex<T> {
  const prepared: Prepared<T>[] = items.map((item) => {
    const also = item.also.map(foldText);
    return { item, name: foldText(item.name), also, rest: also.join('\n') };
  });
  let last = { folded: '', hits: prepared };
  return {
    find(query, limit) {
      const folded = foldText(query);
      const words = wordsOf(query);
      const whole = folded.trim();
      const best: Found<T>[] = [];
      const hits: Prepared<T>[] = [];
      for (const each of folded.startsWith(last.folded) ? last.hits : prepared) {
        const hit = each.item.name === query ? same(each.item) : match(each, words, whole);
        if (!hit) continue;
        hits.push(each);
        keepBest(best, hit, limit);
      }
      // Without a word nothing is found, but everything still can be.
      last = words.length === 0 ? { folded: '', hits: prepared } : { folded, hits };
      return { best, total: hits.length };
    },
  };
}

/** Puts a find into its place among the best, which are few: cheaper than to sort all finds. */
function keepBest<T extends Searchable>(best: Found<T>[], hit: Found<T>, limit: number): void {
  const last = best.at(-1);
  if (best.length >= limit && (!last || better(hit, last) >= 0)) return;
  let at = best.length;
  for (let before = best[at - 1]; before && better(hit, before) < 0; before = best[at - 1]) at -= 1;
  best.splice(at, 0, hit);
  if (best.length > limit) best.pop();
}

/** The name letter by letter as it was typed comes before any that is only like it. */
function same<T>(item: T): Found<T> {
  return { item, score: 2 * fit.exact, by: null };
}

function better<T extends Searchable>(a: Found<T>, b: Found<T>): number {
  if (a.score !== b.score) return b.score - a.score;
  return a.item.name < b.item.name ? -1 : a.item.name > b.item.name ? 1 : 0;
}

/** Every word has to be somewhere; the item is worth what its worst word is. */
function match<T extends Searchable>(
  { item, name, also, rest }: Prepared<T>,
  words: readonly string[],
  whole: string,
): Found<T> | null {
  if (words.length === 0) return null;
  if (whole === name) return { item, score: fit.exact + 1, by: null };
  let score: number = fit.exact;
  let by: string | null = null;
  for (const word of words) {
    let worth = matchText(word, name, true);
    if (worth < fit.inside && rest.includes(word)) {
      for (let n = 0; n < also.length; n++) {
        // Half of it: a name that fits well comes before an address that does.
        const worthAlso = matchText(word, also[n] ?? '', false) / 2;
        if (worthAlso <= worth) continue;
        worth = worthAlso;
        by = item.also[n] ?? null;
      }
    }
    if (worth === 0) return null;
    score = Math.min(score, worth);
  }
  return { item, score, by };
}
