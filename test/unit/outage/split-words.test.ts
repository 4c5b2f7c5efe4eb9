import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinWords, splitWords } from '../../../src/shared/outage/split-words.ts';

describe('a command as people write it', () => {
  it('is divided by blanks, and held together by quotes', () => {
    expect(splitWords(`  ipmitool -H 'a b'  -f "/root/it's" x''y "" `)).toEqual([
      'ipmitool',
      '-H',
      'a b',
      '-f',
      "/root/it's",
      'xy',
      '',
    ]);
  });

  it('means nothing by what a shell would read', () => {
    expect(splitWords('a $(b) `c` | d; e \\ f &')).toEqual('a $(b) `c` | d; e \\ f &'.split(' '));
  });

  it('is refused with an open quote', () => {
    expect(splitWords(`a 'b`)).toBeNull();
    expect(splitWords('a "b')).toBeNull();
  });

  it('comes back as the same words, whatever they hold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', ' ', "'", '"', '$', '\\', '\t', 'é') })),
        (words) => {
          expect(splitWords(joinWords(words))).toEqual(words);
        },
      ),
    );
  });
});
