import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withholdPasswords } from '../../../src/main/core/xen/xl/withhold-passwords.ts';

describe('a configuration text that is kept for years', () => {
  it.each([
    ['vncpasswd="secret"', 'vncpasswd=(withheld)'],
    ["spicepasswd = 'se,cret'  # mine", 'spicepasswd = (withheld)  # mine'],
    [
      "vfb = ['vnc=1,vncpasswd=se cret,keymap=de']",
      "vfb = ['vnc=1,vncpasswd=(withheld),keymap=de']",
    ],
    ['extra = "PASSWORD=secret"', 'extra = "PASSWORD=(withheld)"'],
  ])('holds %s without its password', (line, kept) => {
    expect(withholdPasswords(`name="web1"\n${line}\nmemory=512\n`)).toBe(
      `name="web1"\n${kept}\nmemory=512\n`,
    );
  });

  it('is otherwise the file, word by word (property)', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/passw/i.test(text));
        expect(withholdPasswords(text)).toBe(text);
      }),
    );
  });
});
