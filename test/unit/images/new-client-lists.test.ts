import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandNames, mostNewClients } from '../../../src/shared/images/expand-names.ts';
import { nameList } from '../../../src/shared/images/name-list.ts';
import { normaliseMac, parseMacList } from '../../../src/shared/images/parse-mac-list.ts';

const names = (pattern: string, count: number | null = null) => {
  const expanded = expandNames(pattern, count);
  return expanded.ok ? expanded.value : expanded.error;
};

describe('a pattern of names', () => {
  it('is a range of numbers as wide as it begins, a list, or a word with a count', () => {
    expect(names('web-[08-11]')).toEqual(['web-08', 'web-09', 'web-10', 'web-11']);
    expect(names('a[9-11].lan')).toEqual(['a9.lan', 'a10.lan', 'a11.lan']);
    expect(names('db1, db2\nmail-[1-2]')).toEqual(['db1', 'db2', 'mail-1', 'mail-2']);
    expect(names('web', 3)).toEqual(['web-1', 'web-2', 'web-3']);
    expect(names('web-', 10)).toEqual(['web-01', ...names('web-', 10).slice(1)]);
    expect(names('web-', 10)).toHaveLength(10);
  });

  it('is refused in a sentence where it is none', () => {
    expect(names('')).toBe('Say how they are called, e.g. web-[01-20].');
    expect(names('web-[20-01]')).toBe('“web-[20-01]” counts down: write [01-20].');
    expect(names('web-[1-2]-[1-2]')).toContain('is no pattern');
    expect(names('web-[1-]')).toContain('is no pattern');
    expect(names('web-[1-3]', 3)).toBe('A count goes with one plain name, e.g. web and 20.');
    expect(names('web-[1-101]')).toBe('These are 101; at most 100 are made at once.');
    expect(names('web', 0)).toBe('The count is a whole number from 1 on.');
  });

  it('is never taken for more than can be made, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[a-z]*\[\d{0,7}-\d{0,7}\][a-z]*$/)),
        fc.option(fc.integer(), { nil: null }),
        (pattern, count) => {
          const expanded = expandNames(pattern, count);
          if (expanded.ok) expect(expanded.value.length).toBeLessThanOrEqual(mostNewClients);
          else expect(expanded.error).toMatch(/[.]$/);
        },
      ),
    );
  });

  it('numbers each once, in order', () => {
    fc.assert(
      fc.property(fc.nat(9_000), fc.integer({ min: 0, max: 99 }), (from, more) => {
        const all = names(`n[${from}-${from + more}]`);
        expect(all).toEqual(Array.from({ length: more + 1 }, (_, at) => `n${from + at}`));
      }),
    );
  });
});

const mac = fc.uint8Array({ minLength: 6, maxLength: 6 }).map((bytes) => {
  // A card's own: the lowest bit of the first byte says that it is a group's.
  bytes[0] = ((bytes[0] ?? 0) & 0xfe) | 2;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
});

describe('a list of machines', () => {
  it('may be a CSV file with a heading, names, comments and every spelling of a MAC', () => {
    const text =
      'name;mac\r\nrack-1;52:54:00:12:34:56\r\n"rack-2",5254.0012.3457\t# the broken one\n\n52-54-00-12-34-58 525400123459\n';
    expect(parseMacList(text)).toEqual({
      ok: true,
      value: [
        { line: 2, name: 'rack-1', macs: ['52:54:00:12:34:56'] },
        { line: 3, name: 'rack-2', macs: ['52:54:00:12:34:57'] },
        { line: 5, name: null, macs: ['52:54:00:12:34:58', '52:54:00:12:34:59'] },
      ],
    });
  });

  it('is refused with each odd line and each duplicate by its number', () => {
    const text = [
      '52:54:00:00:00:01',
      '52:54:00:00:00:0g',
      '52-54-00-00-00-01',
      'ff:ff:ff:ff:ff:ff',
      '00:00:00:00:00:00',
      'a b 52:54:00:00:00:02',
    ];
    expect(parseMacList(text.join('\n'))).toEqual({
      ok: false,
      error: [
        'Line 2: “52:54:00:00:00:0g” is no MAC address.',
        'Line 3: 52:54:00:00:00:01 stands in line 1 already.',
        'Line 4: ff:ff:ff:ff:ff:ff is a group’s address, not a card’s.',
        'Line 5: 00:00:00:00:00:00 is no card’s address.',
        'Line 6: “b” is no MAC address.',
      ],
    });
  });

  it('gives back what was written, each card once, in order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(mac, { minLength: 1, maxLength: 40 }), (macs) => {
        const spelt = macs.map(
          (one, at) =>
            [one, one.toUpperCase(), one.replaceAll(':', '-'), one.replaceAll(':', '')][at % 4],
        );
        const listed = parseMacList(spelt.join('\n'));
        expect(listed.ok && listed.value.flatMap((machine) => machine.macs)).toEqual(macs);
      }),
    );
  });

  it('never throws, and no spelling of a MAC is anything but a MAC', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parseMacList(text);
        const one = normaliseMac(text);
        if (one !== null) expect(one).toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/);
      }),
    );
  });
});

it('names in a sentence are cut where they are many', () => {
  expect(nameList(['a'])).toBe('a');
  expect(nameList(['a', 'b', 'c'])).toBe('a, b and c');
  expect(nameList([...'abcdefghij'])).toBe('a, b, c, d, e, f, g and 3 more');
});
