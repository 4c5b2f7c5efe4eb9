import { err, ok, type Result } from '../../../../shared/result.ts';
import { parseFailed } from './parse-failed.ts';

/** Numbers stay as written (`0x10`, `512`); lists may hold lists (vnuma). */
export type CfgValue = string | CfgValue[];

type Sign = '[' | ']' | ',' | '=' | '+=' | ';' | 'newline' | 'end';
/** `at` and `end`: where it lies in the source. */
type Token = ({ kind: 'word' | 'string'; text: string } | { kind: Sign; text: '' }) & {
  line: number;
  at: number;
  end: number;
};

/** One `name = value` as it stands in the source, from `at` to `end`. */
export interface CfgAssignment {
  name: string;
  adds: boolean;
  value: CfgValue;
  line: number;
  at: number;
  end: number;
}

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
    const begin = at;
    const sign = (kind: Sign, length: number) => {
      at += length;
      tokens.push({ kind, text: '', line, at: begin, end: at });
    };
    if (char === '\n') {
      sign('newline', 1);
      line++;
    } else if (char === '[' || char === ']' || char === ',' || char === '=' || char === ';') {
      sign(char, 1);
    } else if (source.startsWith('+=', at)) {
      sign('+=', 2);
    } else {
      const string = match(quoted);
      const plain = string ? null : match(word);
      if (string) {
        const text = dequote(string[1] ?? string[2] ?? '');
        tokens.push({ kind: 'string', text, line, at: begin, end: at });
      } else if (plain) {
        tokens.push({ kind: 'word', text: plain[0], line, at: begin, end: at });
      } else {
        throw new CfgSyntaxError(`line ${line}: ${JSON.stringify(char)} makes no sense here`);
      }
    }
  }
  tokens.push({ kind: 'end', text: '', line, at, end: at });
  return tokens;
}

function describe(token: Token): string {
  if (token.kind === 'end') return 'the end of the file';
  if (token.kind === 'newline') return 'the end of the line';
  return JSON.stringify(token.text || token.kind);
}

function parseTokens(tokens: readonly Token[]): CfgAssignment[] {
  const nothing: Token = { kind: 'end', text: '', line: 1, at: 0, end: 0 };
  const last = tokens[tokens.length - 1] ?? nothing;
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

  const assignments: CfgAssignment[] = [];
  while (peek().kind !== 'end') {
    const token = next();
    if (token.kind === 'newline' || token.kind === ';') continue;
    if (token.kind !== 'word') unexpected(token, 'the name of a setting');
    const sign = next();
    if (sign.kind !== '=' && sign.kind !== '+=') unexpected(sign, '"="');
    const value = parseValue(0);
    const end = tokens[at - 1]?.end ?? token.end;
    const { text: name, line, at: begin } = token;
    assignments.push({ name, adds: sign.kind === '+=', value, line, at: begin, end });
    const after = peek();
    if (after.kind !== 'newline' && after.kind !== ';' && after.kind !== 'end') {
      unexpected(after, 'the end of the line');
    }
  }
  return assignments;
}

function settingsOf(assignments: readonly CfgAssignment[]): Map<string, CfgValue> {
  const settings = new Map<string, CfgValue>();
  for (const { name, adds, value, line } of assignments) {
    const before = adds ? settings.get(name) : undefined;
    settings.set(name, before === undefined ? value : append(before, value, line));
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
  return reading(source, () => settingsOf(parseTokens(tokenize(source))));
}

/** Every setting as it stands in the source, in its order. Errors: as `parseXlCfg`. */
export function assignmentsOf(source: string): Result<CfgAssignment[]> {
  return reading(source, () => {
    const assignments = parseTokens(tokenize(source));
    settingsOf(assignments);
    return assignments;
  });
}

function reading<T>(source: string, read: () => T): Result<T> {
  try {
    return ok(read());
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
