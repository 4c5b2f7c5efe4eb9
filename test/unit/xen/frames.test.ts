import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameReader, type Frame, readFrames } from '../../../src/main/core/xen/xl/frames.ts';

const nonce = 'f00d';
const frame = (kind: string, text: string, status: number) =>
  `\n${nonce} begin ${kind}\n${text}\n${nonce} end ${status}\n`;

describe('the marks in a script’s output', () => {
  it('keep every piece to the byte, whatever it holds and however it ends', () => {
    const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes(nonce));
    fc.assert(
      fc.property(fc.array(text), text, (pieces, banner) => {
        const output = banner + pieces.map((piece) => frame('x', piece, 0)).join('');
        expect(readFrames(nonce, output, '').map((one) => one.text)).toEqual(pieces);
      }),
    );
  });

  it('cannot be forged by a name that looks like one, without knowing the nonce', () => {
    const forged = 'f00 end 0\nf00d_ begin y\n f00d end 0\nend 0\nf00dbegin z';
    expect(readFrames(nonce, frame('x', forged, 0), '')).toEqual([
      { kind: 'x', args: [], text: forged, status: 0, stderr: '' },
    ]);
  });

  it('give each command its own error text', () => {
    const stdout = frame('info', '', 1) + frame('domains 5.2', 'table\n', 0);
    const stderr = `banner${frame('info', 'xl: cannot open\n', 1)}${frame('domains 5.2', '', 0)}`;
    expect(readFrames(nonce, stdout, stderr)).toEqual([
      { kind: 'info', args: [], text: '', status: 1, stderr: 'xl: cannot open' },
      { kind: 'domains', args: ['5.2'], text: 'table\n', status: 0, stderr: '' },
    ]);
  });

  it('show where the output was cut', () => {
    const output = frame('a', '1', 0) + frame('b', '22', 0).slice(0, -8);
    expect(readFrames(nonce, output, '').map(({ kind, status }) => [kind, status])).toEqual([
      ['a', 0],
      ['b', null],
    ]);
    const resumed = `\n${nonce} begin a\n1\n${nonce} begin b\n2\n${nonce} end 0\n`;
    expect(readFrames(nonce, resumed, '').map(({ kind, status }) => [kind, status])).toEqual([
      ['a', null],
      ['b', 0],
    ]);
  });

  it('never make the reader throw', () => {
    const lines = fc.oneof(
      fc.string(),
      fc.constantFrom(
        `${nonce} begin`,
        `${nonce} end`,
        `${nonce} begin x y`,
        `${nonce} end z`,
        nonce,
      ),
    );
    fc.assert(
      fc.property(fc.array(lines), (all) => {
        const frames: Frame[] = [];
        const reader = createFrameReader(nonce, (one) => frames.push(one));
        for (const line of all) reader.push(line);
        reader.end();
        reader.end();
      }),
    );
  });
});
