/**
 * The one place where command lines for remote shells are made. Nothing else in the project
 * may join strings into one: the brand makes the compiler say so.
 */
export type CommandLine = string & { readonly __commandLine: unique symbol };

const harmless = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/;

/**
 * Quotes one word for a POSIX shell: single quotes, and each single quote in it as '\''.
 * @throws RangeError on a NUL byte, which no command line can carry; callers check names first.
 */
export function quoteWord(word: string): string {
  if (word.includes('\0')) throw new RangeError('a command line cannot carry a NUL byte');
  if (harmless.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** `['xl', 'list', '-l']` → a command line that runs exactly that, whatever the words hold. */
export function commandLine(words: readonly [string, ...string[]]): CommandLine {
  return words.map(quoteWord).join(' ') as CommandLine;
}

/**
 * A POSIX sh program with its own name and positional parameters: `sh -c PROGRAM NAME ARG…`.
 * The program is a constant of ours; everything variable goes in as an argument ("$1"…).
 */
export interface RemoteScript {
  /** Shown in the host's process list, e.g. `stateroom-watch`. */
  readonly name: string;
  readonly text: string;
}

export function scriptLine(script: RemoteScript, args: readonly string[] = []): CommandLine {
  return commandLine(['/bin/sh', '-c', script.text, script.name, ...args]);
}
