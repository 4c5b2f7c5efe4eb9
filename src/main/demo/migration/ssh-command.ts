/** What an `ssh …` command line asks for, as far as it matters between two demo hosts. */
export interface SshCommand {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** -o options by lower-case name. The first one wins, as in OpenSSH. */
  readonly options: ReadonlyMap<string, string>;
  /** The words behind the host. */
  readonly command: readonly string[];
}

/** Options of ssh that are followed by a value. */
const withValue = new Set([...'BbcDEeFIiJLlmOopQRSWw']);

/** The words behind `ssh`; null when there is no host among them. */
export function parseSshCommand(words: readonly string[]): SshCommand | null {
  const options = new Map<string, string>();
  let host: string | null = null;
  let port: number | null = null;
  let user: string | null = null;
  let at = 0;
  const take = (letter: string, value: string) => {
    if (letter === 'p') port ??= Number(value);
    if (letter === 'l') user ??= value;
    if (letter !== 'o') return;
    const [, name = '', setting = ''] = /^([^=\s]+)[=\s]\s*(.*)$/s.exec(value) ?? [];
    if (!options.has(name.toLowerCase())) options.set(name.toLowerCase(), setting);
  };
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      host ??= words[++at] ?? null;
      at++;
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      // Options may also stand behind the host.
      if (host !== null) break;
      host = word;
      continue;
    }
    for (let letter = 1; letter < word.length; letter++) {
      const name = word.charAt(letter);
      if (!withValue.has(name)) continue;
      take(name, letter + 1 < word.length ? word.slice(letter + 1) : (words[++at] ?? ''));
      break;
    }
  }
  if (host === null) return null;
  const sign = host.lastIndexOf('@');
  return {
    host: sign < 0 ? host : host.slice(sign + 1),
    port: port ?? Number(options.get('port') ?? 22),
    user: user ?? options.get('user') ?? (sign < 0 ? 'root' : host.slice(0, sign)),
    options,
    command: words.slice(at),
  };
}
