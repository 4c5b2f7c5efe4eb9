/** One simple command of a command line, and what must have happened before it runs. */
export interface SimpleCommand {
  readonly words: readonly string[];
  /** `always`: after `;` or a newline, or the first one. */
  readonly runs: 'always' | 'if-succeeded' | 'if-failed';
}

export type SplitLine =
  | { readonly ok: true; readonly commands: readonly SimpleCommand[] }
  /** `near`: the character that this shell does not know, or what is missing at the end. */
  | { readonly ok: false; readonly near: string };

const blank = /[ \t]/;
/** What a POSIX shell gives a meaning that a demo host has no use for. */
const beyondUs = new Set(['|', '&', '<', '>', '(', ')', '$', '`']);

/**
 * Splits a command line the way a POSIX shell does, as far as simple commands go: words with all
 * three kinds of quotes, comments, and commands joined by `;`, newline, `&&` and `||`.
 * Expansions, pipes and redirections are refused by name rather than taken literally.
 * `commandLine(words)` of core/shell/command-line.ts always splits into exactly `words`.
 */
export function splitCommandLine(line: string): SplitLine {
  const commands: SimpleCommand[] = [];
  let words: string[] = [];
  let word: string | null = null;
  let runs: SimpleCommand['runs'] = 'always';
  let operatorOpen = false;

  const endWord = () => {
    if (word !== null) words.push(word);
    word = null;
  };
  /** False where an operator has no command before it. */
  const endCommand = (next: SimpleCommand['runs'], byOperator: boolean): boolean => {
    endWord();
    if (words.length > 0) {
      commands.push({ words, runs });
      words = [];
      operatorOpen = false;
    } else if (byOperator || operatorOpen) {
      return false;
    }
    runs = next;
    operatorOpen = next !== 'always';
    return true;
  };

  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === "'") {
      const end = line.indexOf("'", at + 1);
      if (end < 0) return { ok: false, near: "a closing '" };
      word = (word ?? '') + line.slice(at + 1, end);
      at = end;
    } else if (char === '"') {
      const quoted = readDoubleQuoted(line, at + 1);
      if (quoted.problem !== null) return { ok: false, near: quoted.problem };
      word = (word ?? '') + quoted.text;
      at = quoted.end;
    } else if (char === '\\') {
      const next = line.charAt(++at);
      if (next !== '\n') word = (word ?? '') + (next === '' ? '\\' : next);
    } else if (blank.test(char)) {
      endWord();
    } else if (char === '\n' && operatorOpen && words.length === 0 && word === null) {
      // A line may break after && and ||.
    } else if (char === '\n' || char === ';') {
      if (!endCommand('always', char === ';')) return { ok: false, near: char };
    } else if (line.startsWith('&&', at) || line.startsWith('||', at)) {
      if (!endCommand(char === '&' ? 'if-succeeded' : 'if-failed', true)) {
        return { ok: false, near: char + char };
      }
      at++;
    } else if (beyondUs.has(char)) {
      return { ok: false, near: char };
    } else if (char === '#' && word === null) {
      const end = line.indexOf('\n', at);
      at = (end < 0 ? line.length : end) - 1;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (!endCommand('always', false)) return { ok: false, near: 'a command at the end' };
  return { ok: true, commands };
}

/** From behind the opening quote; `end` is the closing one. */
function readDoubleQuoted(
  line: string,
  start: number,
): { text: string; end: number; problem: string | null } {
  let text = '';
  for (let at = start; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === '"') return { text, end: at, problem: null };
    if (char === '$' || char === '`') return { text, end: at, problem: char };
    const next = line.charAt(at + 1);
    if (char === '\\' && next !== '' && '$`"\\\n'.includes(next)) {
      if (next !== '\n') text += next;
      at++;
    } else {
      text += char;
    }
  }
  return { text, end: line.length, problem: 'a closing "' };
}
