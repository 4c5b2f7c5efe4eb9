import type { Call } from '../shell/call.ts';

type Options =
  | {
      readonly ok: true;
      has(option: string): boolean;
      value(option: string): string | null;
      readonly rest: readonly string[];
    }
  | { readonly ok: false; refuse(call: Call): number };

const long: Readonly<Record<string, string>> = {
  long: 'l',
  verbose: 'v',
  numa: 'n',
  cpupool: 'c',
  context: 'Z',
  wait: 'w',
  all: 'a',
  debug: 'debug',
  live: 'live',
};

/**
 * getopt as xl uses it. `known`: each option's letter, and whether a value follows it.
 * Options may stand behind the arguments; `--` ends them.
 */
export function parseOptions(
  words: readonly string[],
  known: Readonly<Record<string, boolean>>,
): Options {
  const found = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      rest.push(...words.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      rest.push(word);
      continue;
    }
    const letters = word.startsWith('--') ? [long[word.slice(2)] ?? word] : [...word.slice(1)];
    for (let letter = letters.shift(); letter !== undefined; letter = letters.shift()) {
      if (known[letter] === undefined) return { ok: false, refuse: unsupported(letter) };
      if (!known[letter]) {
        found.set(letter, '');
        continue;
      }
      found.set(letter, letters.length > 0 ? letters.splice(0).join('') : (words[++at] ?? ''));
    }
  }
  return {
    ok: true,
    has: (option) => found.has(option),
    value: (option) => found.get(option) ?? null,
    rest,
  };
}

function unsupported(letter: string): (call: Call) => number {
  return (call) => {
    call.err(`option \`${letter.replace(/^-+/, '').charAt(0)}' not supported.\n`);
    return 2;
  };
}
