import { type AppError, appError } from '../../../shared/app-error.ts';

/**
 * sudo's own words when it does not run the command (sudo 1.8 and 1.9, in the C locale).
 * It exits with 1 and writes to stderr alone; only lines that are its own are looked at.
 */
const refusals: readonly { words: RegExp; why: string; hint: string }[] = [
  {
    words: /^sudo: (a password is required|a terminal is required|no tty present)/m,
    why: 'sudo asks for a password there',
    hint: 'Allow it without one: a NOPASSWD rule in /etc/sudoers.d, or log in as root.',
  },
  {
    words: /^sudo: .*must have a tty to run sudo/m,
    why: 'sudo wants a terminal there',
    hint: 'Switch requiretty off for this account (Defaults:ACCOUNT !requiretty), or log in as root.',
  },
  {
    words: /^Sorry, user .* is not allowed to execute /m,
    why: 'its sudo rules forbid this command',
    hint: 'Extend the rule in /etc/sudoers.d, or log in as root.',
  },
  {
    words: /^.+ is not (in the sudoers file|allowed to run sudo on )/m,
    why: 'it may not use sudo there',
    hint: 'Add a rule for it in /etc/sudoers.d, or log in as root.',
  },
  {
    words: /^sudo: .*(account validation failure|account expired)/im,
    why: 'sudo does not accept the account',
    hint: 'Look at the account on the host, or log in as root.',
  },
];

/** The reason why sudo did not run a command; null when it did. `host`, `user`: for the message. */
export function sudoRefusal(
  outcome: { code: number | null; stderr: string },
  at: { user: string; host: string },
): AppError | null {
  if (
    outcome.code === 127 &&
    /exec: sudo: not found|sudo: (command )?not found/.test(outcome.stderr)
  ) {
    return appError(
      'sudo-refused',
      `${at.user} is not root on ${at.host}, and sudo is not there.`,
      {
        hint: 'Install sudo and allow it without a password, or log in as root.',
        details: outcome.stderr,
      },
    );
  }
  if (outcome.code !== 1) return null;
  const found = refusals.find(({ words }) => words.test(outcome.stderr));
  if (!found) return null;
  return appError('sudo-refused', `${at.user} cannot act as root on ${at.host}: ${found.why}.`, {
    hint: found.hint,
    details: outcome.stderr,
  });
}
