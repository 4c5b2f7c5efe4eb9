import { err, ok, type Result } from '../../../../shared/result.ts';
import { parseFailed } from './parse-failed.ts';

/** Numbers stay as written (`0x10`, `512`); lists may hold lists (vnuma). */
export type CfgValue = string | CfgValue[];

type Sign = '[' | ']' | ',' | '=' | '+=' | ';' | 'newline' | 'end';
type Token =
  | { kind: 'word' | 'string'; text: string; line: number }
  | { kind: Sign; text: ''; line: number };

const deepest = 32;
const escapes: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

class CfgSyntaxError extends Error {}

function dequote(quoted: string): string {
  if (!quoted.includes('\\')) return quoted;
  return quoted.replace(
    /\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([\s\S]))/g,
    (_all, hex: string | undefined, octal: string | undefined, other: string | undefined) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      return escapes[other ?? ''] ?? other ?? '';
    },
  );
}

// Each pattern looks at one place only (`y`) and cannot match a thing in two ways.
const blank = /[ \t\r]+|#[^\n]*/y;
const word = /[a-zA-Z0-9_][a-zA-Z0-9_.-]*/y;
const quoted = /'([^'\\\n]*(?:\\[^\n][^'\\\n]*)*)'|"([^"\\\n]*(?:\\[^\n][^"\\\n]*)*)"/y;

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at = pattern.lastIndex;
    return found;
  };
  while (true) {
    if (at >= source.length) break;
    if (match(blank)) continue;
    const char = source[at] ?? '';
    if (char === '\n') {
      tokens.push({ kind: 'newline', text: '', line: line++ });
      at++;
    } else if (char === '[' || char === ']' || char === ',' || char === '=' || char === ';') {
      tokens.push({ kind: char, text: '', line });
      at++;
    } else if (source.startsWith('+=', at)) {
      tokens.push({ kind: '+=', text: '', line });
      at += 2;
    } else {
      const string = match(quoted);
      const plain = string ? null : match(word);
      if (string) {
        tokens.push({ kind: 'string', text: dequote(string[1] ?? string[2] ?? ''), line });
      } else if (plain) {
        tokens.push({ kind: 'word', text: plain[0], line });
      } else {
        throw new CfgSyntaxError(`line ${line}: ${JSON.stringify(char)} makes no sense here`);
      }
    }
  }
  tokens.push({ kind: 'end', text: '', line });
  return tokens;
}

function describe(token: Token): string {
  if (token.kind === 'end') return 'the end of the file';
  if (token.kind === 'newline') return 'the end of the line';
  return JSON.stringify(token.text || token.kind);
}

function parseTokens(tokens: readonly Token[]): Map<string, CfgValue> {
  const last: Token = tokens[tokens.length - 1] ?? { kind: 'end', text: '', line: 1 };
  let at = 0;
  const peek = () => tokens[at] ?? last;
  const next = () => tokens[at++] ?? last;
  const unexpected = (token: Token, wanted: string): never => {
    throw new CfgSyntaxError(`line ${token.line}: ${wanted} expected, not ${describe(token)}`);
  };
  const skipLines = () => {
    while (peek().kind === 'newline') at++;
  };

  function parseList(depth: number): CfgValue[] {
    const items: CfgValue[] = [];
    skipLines();
    while (peek().kind !== ']') {
      items.push(parseValue(depth));
      skipLines();
      if (peek().kind === ',') at++;
      else if (peek().kind !== ']') unexpected(peek(), '"," or "]"');
      skipLines();
    }
    at++;
    return items;
  }

  function parseValue(depth: number): CfgValue {
    const token = next();
    if (token.kind === 'string') return token.text;
    if (token.kind === 'word' && /^[0-9]/.test(token.text)) return token.text;
    if (token.kind !== '[') return unexpected(token, 'a string, a number or a list');
    if (depth >= deepest) throw new CfgSyntaxError(`line ${token.line}: too many lists in lists`);
    return parseList(depth + 1);
  }

  const settings = new Map<string, CfgValue>();
  while (peek().kind !== 'end') {
    const token = next();
    if (token.kind === 'newline' || token.kind === ';') continue;
    if (token.kind !== 'word') unexpected(token, 'the name of a setting');
    const sign = next();
    if (sign.kind !== '=' && sign.kind !== '+=') unexpected(sign, '"="');
    const value = parseValue(0);
    const before = sign.kind === '+=' ? settings.get(token.text) : undefined;
    settings.set(token.text, before === undefined ? value : append(before, value, token.line));
    const after = peek();
    if (after.kind !== 'newline' && after.kind !== ';' && after.kind !== 'end') {
      unexpected(after, 'the end of the line');
    }
  }
  return settings;
}

function append(before: CfgValue, value: CfgValue, line: number): CfgValue {
  if (typeof before === 'string' && typeof value === 'string') return before + value;
  if (typeof before !== 'string' && typeof value !== 'string') return [...before, ...value];
  throw new CfgSyntaxError(`line ${line}: a list and a string cannot be added`);
}

/**
 * xl's configuration syntax (man xl.cfg): `name = value`, where a value is a string in either
 * quotes, a number, or a list over any number of lines; `#` begins a comment, `;` or the line's
 * end ends a setting, the last one of a name counts, `+=` adds to the one before.
 */
export function parseXlCfg(source: string): Result<Map<string, CfgValue>> {
  try {
    return ok(parseTokens(tokenize(source)));
  } catch (error) {
    if (!(error instanceof CfgSyntaxError)) throw error;
    return err(
      parseFailed(
        `The configuration cannot be read: ${error.message}.`,
        source,
        'xl would refuse it too. Correct that line on the host.',
      ),
    );
  }
}
