import { appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { type CommandLine, commandLine } from './command-line.ts';

/**
 * What the login shell is asked to become. It sees only words that sh, bash, zsh, csh and fish
 * read alike: within single quotes, and without a quote, `!`, backslash or line break.
 * Each output gets the marker first, so that whatever start-up files print can be told from the
 * command's own; its two halves are joined only here, so a shell that echoes its commands does
 * not print it. `exec` each time: the command itself is what the server starts and waits for.
 */
const begin = 'echo "$1$2"; echo "$1$2" >&2; LC_ALL=C; export LC_ALL;';
const asIs = `${begin} eval "exec $3"`;
const decoded = `${begin} eval "exec $(printf %b "$3")"`;

/** Linux takes no single argument longer than this (MAX_ARG_STRLEN), and sshd passes one. */
const longestArgument = 128 * 1024 - 1;

// Everything but printable ASCII, and of that: quote, backslash, and csh's history character.
const unsafe = /[^ -~]|['\\!]/g;

/** Octal escapes for `printf %b`; `%b` itself reads only backslashes. */
export function escaped(text: string): string {
  const bytes = (character: string) =>
    [...Buffer.from(character)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('');
  // By code point: half a surrogate pair would lose its other half.
  return text.replace(/[^ -~]+|['\\!]/g, (run) => [...run].map(bytes).join(''));
}

export interface LoginShellRequest {
  command: CommandLine;
  /** Two halves of letters and digits that nobody can guess; see `MarkerFilter`. */
  marker: readonly [string, string];
  /** Through `sudo -n`, which never asks. */
  sudo: boolean;
  /** Keeps the forwarded agent reachable behind sudo, which clears the environment. */
  keepAgent: boolean;
}

/**
 * The line to send to a server so that `command` runs whatever the account's login shell is.
 * Exit status, signals, stdin and outputs are the command's own; its locale is C.
 * Error: `invalid-input` when it is longer than a server can take.
 */
export function loginShellLine(request: LoginShellRequest): Result<CommandLine> {
  const environment = request.keepAgent ? 'env "SSH_AUTH_SOCK=$SSH_AUTH_SOCK" ' : '';
  const line = request.sudo
    ? `${commandLine(['sudo', '-n', '--'])} ${environment}${request.command}`
    : request.command;
  const plain = line.search(unsafe) === -1;
  const sent = commandLine([
    'exec',
    '/bin/sh',
    '-c',
    plain ? asIs : decoded,
    'stateroom',
    ...request.marker,
    plain ? line : escaped(line),
  ]);
  if (sent.length > longestArgument) {
    return err(
      appError('invalid-input', 'The command is longer than an SSH server can take.', {
        details: `${sent.length} bytes as sent; Linux allows ${longestArgument}.`,
      }),
    );
  }
  return ok(sent);
}
