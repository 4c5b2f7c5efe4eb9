import { appError } from '../../../shared/app-error.ts';
import { err } from '../../../shared/result.ts';
import { lookAtDomains } from '../../core/jobs/look-at-domains.ts';
import { transportLine } from '../../core/migration/transport-line.ts';
import { commandLine } from '../../core/shell/command-line.ts';
import { loginShellLine } from '../../core/shell/login-shell-line.ts';
import type { CommandRunner } from '../../core/ssh/ssh-port.ts';
import { splitCommandLine } from '../shell/split-command-line.ts';

/** `[exec] /bin/sh -c TEXT NAME ARG…`, taken apart. */
export interface ScriptCall {
  readonly text: string;
  readonly name: string;
  readonly args: readonly string[];
}

/** Null for a line that is anything but one call of a script. */
export function scriptCallOf(line: string): ScriptCall | null {
  const split = splitCommandLine(line);
  const words = split.ok && split.commands.length === 1 ? (split.commands[0]?.words ?? []) : [];
  const [shell, dashC, text, name = 'sh', ...args] = words[0] === 'exec' ? words.slice(1) : words;
  return shell === '/bin/sh' && dashC === '-c' && text !== undefined ? { text, name, args } : null;
}

function textOf(line: string): string {
  return scriptCallOf(line)?.text ?? '';
}

/** Some of the console's scripts are its own affair; what it sends shows their text. */
function sentBy(ask: (runner: CommandRunner) => Promise<unknown>): string {
  let sent = '';
  const refused = err(appError('cancelled', 'Only the command line was wanted.'));
  void ask({
    exec: async (line) => {
      sent = line;
      return refused;
    },
    open: async () => refused,
  });
  return sent;
}

function loginWrapper(word: string): string {
  const command = commandLine(['x', word]);
  const line = loginShellLine({ command, marker: ['a', 'b'], sudo: false, keepAgent: false });
  return line.ok ? textOf(line.value) : '';
}

const transport = transportLine(
  {
    address: 'x',
    port: 22,
    user: 'root',
    hostKey: { type: 'x', fingerprint: 'x', blob: 'x' },
  },
  '/x',
  true,
  { name: 'x', text: 'x' },
  [],
);

/** Texts of what the console wraps around its commands, and of scripts that it does not export. */
export const consoleScripts = {
  /** "$1$2" is the marker, "$3" the command line. */
  loginAsIs: loginWrapper('plain'),
  /** The same with "$3" escaped for `printf %b`. */
  loginEscaped: loginWrapper("'"),
  /** "$1": directory of the move, then the words of an ssh command. */
  transport: textOf(transport),
  /** "$1": a command line escaped for `printf %b`. */
  atTarget: textOf(scriptCallOf(transport)?.args.at(-1) ?? ''),
  look: textOf(sentBy(lookAtDomains)),
} as const;

/** What `printf %b` makes of the escapes of core/shell/login-shell-line.ts: octal bytes. */
export function unescaped(text: string): string {
  const bytes = text.replace(/\\0([0-7]{3})/g, (_all, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  // What is not escaped is ASCII, so that each unit is one byte now.
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
