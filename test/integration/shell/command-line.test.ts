import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CommandLine,
  commandLine,
  quoteWord,
  scriptLine,
} from '../../../src/main/core/shell/command-line.ts';
import { escaped, loginShellLine } from '../../../src/main/core/shell/login-shell-line.ts';
import { findProgram } from '../../support/debian-packages.ts';
import { runs } from '../../support/properties.ts';

const word = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('web "1" $(reboot) ü', "it's", '-n', '', '\\', '!!', '*', '\n', '~root', 'a=b'),
    fc.string({ unit: fc.constantFrom(...'\'"\\$`!&|;<>(){}[]*?~# \t\n=%^') }),
  )
  .filter((text) => !text.includes('\0') && text.isWellFormed());
/** Many at once: to start a shell takes far longer than to read them. */
const words = fc.array(word, { maxLength: 40 });

const printAll = 'for word; do printf "%s\\0" "$word"; done';
const printed = (all: readonly string[]) => all.map((one) => `${one}\0`).join('');

/** Runs a line as sshd has a login shell run it. */
function run(shell: readonly [string, ...string[]], line: CommandLine) {
  const [program, ...args] = shell;
  const done = spawnSync(program, [...args, '-c', line], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: '/nonexistent' },
  });
  if (done.error) throw done.error;
  return done;
}

const shells = (
  [['/bin/sh'], ['/bin/bash'], ['/usr/bin/busybox', 'sh'], ['/usr/bin/zsh'], ['/usr/bin/ksh']] as [
    string,
    ...string[],
  ][]
).filter(([program]) => existsSync(program));

describe.each(shells)('a command line in %s', (...shell) => {
  it('runs exactly the words it was made of', () => {
    fc.assert(
      fc.property(words, (all) => {
        const line = commandLine(['/bin/sh', '-c', printAll, 'sh', ...all]);
        const { stdout, stderr, status } = run(shell, line);
        expect({ stdout, stderr, status }).toEqual({ stdout: printed(all), stderr: '', status: 0 });
      }),
      { numRuns: runs(25) },
    );
  });

  it('gives a script its arguments, whatever they hold', () => {
    fc.assert(
      fc.property(words, (all) => {
        const line = scriptLine(
          { name: 'stateroom-test', text: `printf "%s\\0" "$0"; ${printAll}` },
          all,
        );
        expect(run(shell, line).stdout).toBe(printed(['stateroom-test', ...all]));
      }),
      { numRuns: runs(10) },
    );
  });
});

const loginShells = [
  ...shells,
  ...(['tcsh', 'fish'].map(findProgram).filter(Boolean) as string[]).map((path): [string] => [
    path,
  ]),
];

describe.each(loginShells)('the line for the login shell %s', (...shell) => {
  it('runs the command behind a marker on both outputs, whatever its words', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 0, max: 255 }), (all, status) => {
        const command = scriptLine(
          { name: 'stateroom-test', text: `${printAll}; echo problem >&2; exit ${status}` },
          all,
        );
        const line = loginShellLine({
          command,
          marker: ['ab', 'cd'],
          sudo: false,
          keepAgent: false,
        });
        if (!line.ok) throw new Error(line.error.message);
        const done = run(shell, line.value);
        expect(done.stdout).toBe(`abcd\n${printed(all)}`);
        expect(done.stderr).toBe('abcd\nproblem\n');
        expect(done.status).toBe(status);
      }),
      { numRuns: runs(20) },
    );
  });
});

describe('the line for a login shell', () => {
  it('holds nothing that any shell would read in its own way', () => {
    fc.assert(
      fc.property(words, fc.boolean(), (all, sudo) => {
        const line = loginShellLine({
          command: commandLine(['xl', ...all]),
          marker: ['ab', 'cd'],
          sudo,
          keepAgent: false,
        });
        if (!line.ok) return;
        expect(line.value).toMatch(/^[ -~]*$/);
        expect(line.value).not.toMatch(/!|abcd/);
        // Quotes come in pairs, and nothing within them is one.
        expect(line.value.split("'").length % 2).toBe(1);
      }),
    );
  });

  it('is read back by printf as it was written', () => {
    fc.assert(
      fc.property(
        words.map((all) => all.join(' ')),
        (text) => {
          const { stdout } = spawnSync('/bin/sh', ['-c', 'printf %b "$1"', 'sh', escaped(text)], {
            encoding: 'utf8',
          });
          expect(stdout).toBe(text);
        },
      ),
      { numRuns: runs(30) },
    );
  });

  it('asks sudo, which never asks back, and hands it the agent where it is forwarded', () => {
    const command = commandLine(['xl', 'list']);
    const line = loginShellLine({ command, marker: ['ab', 'cd'], sudo: true, keepAgent: true });
    expect(line.ok && line.value).toContain(
      'sudo -n -- env "SSH_AUTH_SOCK=$SSH_AUTH_SOCK" xl list',
    );
  });

  it('is refused where a server could not take it', () => {
    const command = commandLine(['echo', 'x'.repeat(140_000)]);
    expect(
      loginShellLine({ command, marker: ['ab', 'cd'], sudo: false, keepAgent: false }),
    ).toMatchObject({
      ok: false,
      error: { code: 'invalid-input' },
    });
  });
});

describe('a word', () => {
  it('with a NUL byte is a bug of the caller', () => {
    expect(() => quoteWord('a\0b')).toThrow(RangeError);
  });

  it('that needs no quotes has none, so that logs stay readable', () => {
    expect(commandLine(['xl', 'list', '-l', 'web1'])).toBe('xl list -l web1');
  });
});
