import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText } from '../../../../src/shared/search/fold-text.ts';
import { createSearchIndex } from '../../../../src/shared/search/rank.ts';
import { hostileName } from '../../../support/any-output.ts';

const named = (name: string, ...also: string[]) => ({ name, also });

function namesFor(query: string, ...names: string[]): string[] {
  const { best } = createSearchIndex(names.map((name) => named(name))).find(query, 100);
  return best.map(({ item }) => item.name);
}

describe('a search by name', () => {
  it('prefers the exact name, then its begin, a word in it, its inside, and its letters in order', () => {
    const names = ['w-e-b', 'cobweb', 'my-web', 'web-01', 'web', 'mail'];
    expect(namesFor('web', ...names)).toEqual(['web', 'web-01', 'my-web', 'cobweb', 'w-e-b']);
  });

  it('finds a name by letters in their order, but not by one letter that is nowhere', () => {
    expect(namesFor('wb1', 'web-01', 'db-01')).toEqual(['web-01']);
    expect(namesFor('z', 'web-01')).toEqual([]);
  });

  it('takes no notice of case and diacritics, on either side', () => {
    expect(namesFor('zurich', 'Zürich')).toEqual(['Zürich']);
    expect(namesFor('STRASSE', 'straße')).toEqual(['straße']);
    expect(namesFor('Łódź', 'lodz-01')).toEqual(['lodz-01']);
  });

  it('wants every word, in any order', () => {
    expect(namesFor('01 web', 'web-01', 'web-02', 'db-01')).toEqual(['web-01']);
  });

  it('puts the name letter by letter before one that only looks like it', () => {
    expect(namesFor('Web', 'web', 'WEB', 'Web')[0]).toBe('Web');
  });

  it('finds nothing for nothing', () => {
    expect(namesFor('  ', 'web')).toEqual([]);
  });
});

describe('a search by what else is known', () => {
  const index = createSearchIndex([
    named('web-01', '00:16:3e:aa:bb:cc', 'xen-01'),
    named('xen-01', '10.0.0.1'),
    named('db', '/dev/vg/db'),
  ]);

  it('tells by what it was found, and puts a name that fits before it', () => {
    expect(index.find('3e:aa', 5).best).toMatchObject([
      { item: { name: 'web-01' }, by: '00:16:3e:aa:bb:cc' },
    ]);
    expect(index.find('xen-01', 5).best.map(({ item, by }) => [item.name, by])).toEqual([
      ['xen-01', null],
      ['web-01', 'xen-01'],
    ]);
  });

  it('puts words of the name and of the rest together', () => {
    expect(index.find('web xen', 5).best.map(({ item }) => item.name)).toEqual(['web-01']);
  });

  it('gives the best only, and says how many there are', () => {
    expect(index.find('0', 1)).toMatchObject({ best: [{}], total: 2 });
  });
});

describe('any search', () => {
  const anyText = fc.oneof(hostileName, fc.string({ unit: 'binary' }));
  const anyItems = fc.array(fc.record({ name: anyText, also: fc.array(anyText) }), {
    maxLength: 20,
  });

  it('never throws, and gives each item at most once, best first', () => {
    fc.assert(
      fc.property(anyItems, anyText, fc.nat({ max: 30 }), (items, query, limit) => {
        const { best, total } = createSearchIndex(items).find(query, limit);
        expect(best.length).toBe(Math.min(limit, total));
        expect(new Set(best.map(({ item }) => item)).size).toBe(best.length);
        const scores = best.map(({ score }) => score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      }),
    );
  });

  it('puts an exact name first', () => {
    fc.assert(
      fc.property(anyItems, anyText, (items, name) => {
        const { best } = createSearchIndex([...items, named(name)]).find(name, 1);
        expect(best[0]?.item.name).toBe(name);
      }),
    );
  });

  it('puts a name first that is the same but for case and diacritics, unless the exact one is there', () => {
    fc.assert(
      fc.property(anyItems, hostileName, (items, name) => {
        fc.pre(foldText(name).trim() !== '');
        const query = name.toUpperCase();
        fc.pre(foldText(query).trim() === foldText(name));
        const { best } = createSearchIndex([...items, named(name)]).find(query, 1);
        const first = best[0]?.item.name ?? '';
        expect(first === query || foldText(first) === foldText(name)).toBe(true);
      }),
    );
  });

  it('finds at each letter, typed or taken back, what a search that was not narrowed down finds', () => {
    const edit = fc.oneof(
      fc.constantFrom('\b', ' ', 'a', 'A', 'b', '1', '-', 'é', 'Σ', 'ß'),
      anyText,
    );
    fc.assert(
      fc.property(anyItems, fc.array(edit, { maxLength: 12 }), (items, edits) => {
        const typed = createSearchIndex(items);
        let query = '';
        for (const each of edits) {
          query = each === '\b' ? query.slice(0, -1) : query + each;
          expect(typed.find(query, 5)).toEqual(createSearchIndex(items).find(query, 5));
        }
      }),
    );
  });
});
