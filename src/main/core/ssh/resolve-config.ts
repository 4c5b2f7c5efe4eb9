import type { ConfigCondition, ConfigDirective } from './config-directives.ts';

/** What an ssh_config says about one host; null: nothing. Tokens (%h, ~) are expanded. */
export interface ResolvedConfig {
  hostName: string;
  port: number | null;
  user: string | null;
  /** The user comes from a section for this host, not from one for all (`Host *`). */
  userIsForThisHost: boolean;
  identityFiles: string[];
  identitiesOnly: boolean;
  /** A socket's path, `none`, or null: the usual one. */
  identityAgent: string | null;
  /** As written, comma separated; null: none. */
  proxyJump: string | null;
  /** As written; null: none. */
  proxyCommand: string | null;
}

export interface ConfigQuery {
  /** As the user typed it. */
  host: string;
  /** The account asked for; null: the configuration's, or the local one. */
  user: string | null;
  localUser: string;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** ssh_config(5) PATTERNS: `*` and `?`, nothing else is special. */
function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[\\()[\]{}.+^$|]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'is').test(text);
}

/** A list matches when one of it does and no negated one (`!pattern`) does. */
export function matchesList(patterns: readonly string[], text: string): boolean {
  let matched = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (!matchesPattern(negated ? pattern.slice(1) : pattern, text)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

interface Pass {
  query: ConfigQuery;
  hostName: string | null;
  user: string | null;
  final: boolean;
}

/** `exec` is never run: a configuration must not start programs because a host was added. */
function criterionHolds(name: string, value: string, pass: Pass): boolean {
  const list = value.split(',');
  switch (name) {
    case 'all':
      return true;
    case 'final':
      return pass.final;
    case 'host':
      return matchesList(list, pass.hostName ?? pass.query.host);
    case 'originalhost':
      return matchesList(list, pass.query.host);
    case 'user':
      return matchesList(list, pass.query.user ?? pass.user ?? pass.query.localUser);
    case 'localuser':
      return matchesList(list, pass.query.localUser);
    default:
      return false;
  }
}

/** Criteria that this console cannot judge count as not met, negated or not. */
const judged = new Set(['all', 'final', 'host', 'originalhost', 'user', 'localuser']);

function holds(condition: ConfigCondition, pass: Pass): boolean {
  if (condition.kind === 'host') return matchesList(condition.patterns, pass.query.host);
  return Object.entries(condition.criteria).every(([key, value]) => {
    const negated = key.startsWith('!');
    const name = negated ? key.slice(1) : key;
    return judged.has(name) && criterionHolds(name, value, pass) !== negated;
  });
}

function isForAll(condition: ConfigCondition): boolean {
  return condition.kind === 'host'
    ? condition.patterns.includes('*')
    : Object.keys(condition.criteria).every((key) => ['all', 'final', 'localuser'].includes(key));
}

function expand(text: string, tokens: Record<string, string>, query: ConfigQuery): string {
  return text
    .replace(/^~(?=\/|$)/, query.home)
    .replace(/\$\{(\w+)\}/g, (whole, name: string) => query.env[name] ?? whole)
    .replace(/%(.)/g, (whole, token: string) => (token === '%' ? '%' : (tokens[token] ?? whole)));
}

/** What a configuration says of one host, by OpenSSH's rules: the first value for a keyword wins. */
export function resolveConfig(
  directives: readonly ConfigDirective[],
  query: ConfigQuery,
): ResolvedConfig {
  const first = new Map<string, ConfigDirective>();
  const identityFiles: string[] = [];

  function run(final: boolean): void {
    for (const directive of directives) {
      const pass: Pass = {
        query,
        hostName: first.get('hostname')?.values[0] ?? null,
        user: first.get('user')?.values[0] ?? null,
        final,
      };
      if (!directive.conditions.every((condition) => holds(condition, pass))) continue;
      if (directive.keyword === 'identityfile') {
        for (const file of directive.values) {
          if (!identityFiles.includes(file)) identityFiles.push(file);
        }
      } else if (!first.has(directive.keyword)) first.set(directive.keyword, directive);
    }
  }
  run(false);
  const usesFinal = directives.some(({ conditions }) =>
    conditions.some((one) => one.kind === 'match' && 'final' in one.criteria),
  );
  if (usesFinal) run(true);

  const text = (keyword: string): string | null => {
    const value = first.get(keyword)?.values.join(' ').trim();
    return value ? value : null;
  };
  const orNone = (value: string | null) => (value?.toLowerCase() === 'none' ? null : value);

  const hostName = expand(text('hostname') ?? '%h', { h: query.host }, query);
  const port = Number(text('port'));
  const user = text('user');
  const tokens = {
    d: query.home,
    h: hostName,
    n: query.host,
    p: String(port || 22),
    r: query.user ?? user ?? query.localUser,
    u: query.localUser,
  };
  return {
    hostName,
    port: Number.isInteger(port) && port > 0 && port < 65536 ? port : null,
    user,
    userIsForThisHost: first.get('user')?.conditions.some((one) => !isForAll(one)) ?? false,
    identityFiles: identityFiles
      .filter((file) => file.toLowerCase() !== 'none')
      .map((file) => expand(file, tokens, query)),
    identitiesOnly: text('identitiesonly')?.toLowerCase() === 'yes',
    identityAgent: expandAgent(text('identityagent'), tokens, query),
    proxyJump: orNone(text('proxyjump')),
    proxyCommand: orNone(text('proxycommand')),
  };
}

/** IdentityAgent may also name a variable, with or without braces, or mean the usual socket. */
function expandAgent(
  value: string | null,
  tokens: Record<string, string>,
  query: ConfigQuery,
): string | null {
  if (value === null || value === 'SSH_AUTH_SOCK') return null;
  if (value.toLowerCase() === 'none') return 'none';
  const variable = /^\$(\w+)$/.exec(value)?.[1];
  return variable ? (query.env[variable] ?? 'none') : expand(value, tokens, query);
}
