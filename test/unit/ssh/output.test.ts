import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter } from '../../../src/main/core/ssh/line-splitter.ts';
import { createMarkerFilter } from '../../../src/main/core/ssh/marker-filter.ts';

/** Bytes in pieces, cut anywhere: within a character, within a line end. */
function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length));
}
const cuts = fc.array(fc.nat({ max: 1000 }), { maxLength: 12 });

function linesOf(chunks: readonly Uint8Array[], maxLength?: number): string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line), maxLength);
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

describe('lines', () => {
  it('are whole, however the bytes were cut', () => {
    const line = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n]/.test(text));
    const end = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(fc.array(fc.tuple(line, end)), cuts, (parts, where) => {
        const wanted = parts.map(([text]) => text);
        // CR and then LF is one line end: an empty line between them cannot be written that way.
        const text = parts.map(([one, ending]) => one + ending).join('');
        fc.pre(
          !parts.some(
            ([, ending], index) =>
              ending === '\r' && parts[index + 1]?.[0] === '' && parts[index + 1]?.[1] === '\n',
          ),
        );
        expect(linesOf(pieces(Buffer.from(text), where))).toEqual(wanted);
      }),
    );
  });

  it('are the same for any bytes in one piece and in many', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), cuts, (bytes, where) => {
        const buffer = Buffer.from(bytes);
        expect(linesOf(pieces(buffer, where))).toEqual(linesOf([buffer]));
      }),
    );
  });

  it('are told at once, also those that are written over', () => {
    const lines: string[] = [];
    const splitter = createLineSplitter((line) => lines.push(line));
    splitter.push(Buffer.from('10%\r'));
    expect(lines).toEqual(['10%']);
    splitter.push(Buffer.from('\n20%'));
    expect(lines).toEqual(['10%']);
    splitter.end();
    expect(lines).toEqual(['10%', '20%']);
  });

  it('end at the limit, and the next one is whole again', () => {
    expect(linesOf([Buffer.from('abcdefgh\nij\n')], 4)).toEqual(['abcd', 'ij']);
  });
});

describe('the marker', () => {
  const marker = '0123456789abcdef';

  it('parts what start-up files print from what the command does, whatever both are', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.uint8Array({ maxLength: 300 }),
        cuts,
        (noise, own, where) => {
          fc.pre(!Buffer.from(noise).includes(marker));
          const filter = createMarkerFilter(marker);
          const all = Buffer.concat([noise, Buffer.from(`${marker}\n`), own]);
          const passed = pieces(all, where).map((piece) => filter.push(piece) ?? Buffer.alloc(0));
          expect(Buffer.concat(passed)).toEqual(Buffer.from(own));
          expect(filter.seen).toBe(true);
        },
      ),
    );
  });

  it('is not taken from half of it, and what came instead is kept for the message', () => {
    const filter = createMarkerFilter(marker);
    expect(filter.push(Buffer.from(`This account is not available.\n${marker}`))).toBeNull();
    expect(filter.seen).toBe(false);
    expect(filter.noise()).toContain('This account is not available.');
  });

  it('keeps only the last of endless noise', () => {
    const filter = createMarkerFilter(marker);
    for (let index = 0; index < 200; index++) filter.push(Buffer.alloc(4096, 'x'));
    expect(filter.noise().length).toBeLessThanOrEqual(16 * 1024);
    expect(filter.push(Buffer.from(`${marker}\nhere`))?.toString()).toBe('here');
  });
});
