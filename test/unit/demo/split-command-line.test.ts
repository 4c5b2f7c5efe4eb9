import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLine, scriptLine } from '../../../src/main/core/shell/command-line.ts';
import { splitCommandLine } from '../../../src/main/demo/shell/split-command-line.ts';

function only(line: string): readonly string[] {
  const split = splitCommandLine(line);
  if (!split.ok) throw new Error(`not split: ${split.near}`);
  expect(split.commands).toHaveLength(1);
  return split.commands[0]?.words ?? [];
}

const anyWord = fc.string({ unit: 'binary' }).filter((word) => !word.includes('\0'));

describe('splitting a command line as a demo host’s shell does', () => {
  it('gives back exactly the words that the console quoted, whatever they hold', () => {
    fc.assert(
      fc.property(anyWord, fc.array(anyWord), (first, rest) => {
        expect(only(commandLine([first, ...rest]))).toEqual([first, ...rest]);
      }),
    );
  });

  it('gives back a script’s text and arguments, and what stands before them', () => {
    fc.assert(
      fc.property(anyWord, fc.array(anyWord), (text, args) => {
        const line = `printf '%s\\n' MARK; exec ${scriptLine({ name: 'stateroom-x', text }, args)}`;
        expect(splitCommandLine(line)).toEqual({
          ok: true,
          commands: [
            { words: ['printf', '%s\\n', 'MARK'], runs: 'always' },
            { words: ['exec', '/bin/sh', '-c', text, 'stateroom-x', ...args], runs: 'always' },
          ],
        });
      }),
    );
  });

  it('never throws and never hangs on any line', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (line) => void splitCommandLine(line)));
  });

  it.each([
    ['xl list', ['xl', 'list']],
    ['  xl\tlist  ', ['xl', 'list']],
    ['echo \'a b\'"c d"e\\ f', ['echo', 'a bc de f']],
    ['echo "a\\"b\\\\c\\d"', ['echo', 'a"b\\c\\d']],
    ["echo ''", ['echo', '']],
    ['echo a\\\nb', ['echo', 'ab']],
    ['echo a#b # not this', ['echo', 'a#b']],
    ['echo ü', ['echo', 'ü']],
  ])('splits %j', (line, words) => {
    expect(only(line)).toEqual(words);
  });

  it('joins commands by ; newline && and ||', () => {
    expect(splitCommandLine('a;b &&c ||\nd\ne;')).toEqual({
      ok: true,
      commands: [
        { words: ['a'], runs: 'always' },
        { words: ['b'], runs: 'always' },
        { words: ['c'], runs: 'if-succeeded' },
        { words: ['d'], runs: 'if-failed' },
        { words: ['e'], runs: 'always' },
      ],
    });
  });

  it.each([
    ['xl list | wc', '|'],
    ['xl list > x', '>'],
    ['xl list &', '&'],
    ['echo $HOME', '$'],
    ['echo "$HOME"', '$'],
    ['echo `id`', '`'],
    ["echo 'x", "a closing '"],
    ['echo "x', 'a closing "'],
    ['; echo', ';'],
    ['echo && && x', '&&'],
    ['echo &&', 'a command at the end'],
  ])('refuses %j by name', (line, near) => {
    expect(splitCommandLine(line)).toEqual({ ok: false, near });
  });
});
