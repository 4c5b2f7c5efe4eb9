import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { commandLine, scriptLine } from '../../../src/main/core/shell/command-line.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { findProgram } from '../../support/debian-packages.ts';
import { runs } from '../../support/properties.ts';
import { makeKey } from '../../support/ssh-keys.ts';
import { createSshSite, linkIn } from '../../support/ssh-site.ts';
import {
  canHaveAccounts,
  ensureSshd,
  startSshd,
  type TestAccount,
  withAccounts,
} from '../../support/sshd.ts';
import { until } from '../../support/until.ts';

const cleanups = createCleanups();
afterEach(cleanups.run);
beforeAll(ensureSshd);

async function onlineAs(account: TestAccount) {
  const site = cleanups.add(createSshSite());
  const key = makeKey(site.folder, 'key');
  const sshd = cleanups.add(await startSshd({ authorized: [key], accounts: [account] }));
  const link = site.link({ port: sshd.port, user: account.name, identityFiles: [key.path] });
  link.connect();
  await linkIn(link, 'online');
  return { site, sshd, link };
}

const hostile = 'web "1" $(reboot) ü';
const words = ["it's", hostile, '`id`', '$HOME', '!!', '\\', 'a\nb\tc', '', '*', '~', '-n', '%s 🖥'];
const printAll = (args: readonly string[]) =>
  scriptLine({ name: 'stateroom-test', text: 'for word; do printf "%s\\0" "$word"; done' }, args);
const printed = (args: readonly string[]) => args.map((word) => `${word}\0`).join('');

/** What start-up files of careless administrators do. */
const noise: Record<string, string> = {
  '.bashrc':
    'echo "Welcome to $(hostname)!"; printf "no line end"; echo oops >&2; alias exec=false\n',
  '.zshenv': 'echo "Welcome from zsh"; printf "no line end"\n',
  '.cshrc': 'echo Welcome from csh; set echo\n',
};
const knownShells = ['bash', 'dash', 'tcsh', 'zsh', 'fish', 'ksh'];
const shells = ['bash', 'dash', 'tcsh', ...knownShells.slice(3).filter(findProgram)];

describe.skipIf(!canHaveAccounts)(withAccounts('an account whose login shell is'), () => {
  it.each(shells)('%s runs any words unharmed, whatever its start-up files print', async (name) => {
    const shell = findProgram(name) ?? `/bin/${name}`;
    const { link } = await onlineAs({ name: 'ada', shell, files: noise });
    const done = await link.exec(printAll(words), { asRoot: false });
    expect(done).toEqual({
      ok: true,
      value: { stdout: printed(words), stderr: '', code: 0, signal: null },
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).filter((word) => !word.includes('\0'))),
        async (any) => {
          const answer = await link.exec(printAll(any), { asRoot: false });
          expect(answer).toMatchObject({ value: { stdout: printed(any), stderr: '' } });
        },
      ),
      { numRuns: runs(20) },
    );
  });

  it('nologin is told from a host that is away', async () => {
    const { link } = await onlineAs({ name: 'ada', shell: '/usr/sbin/nologin' });
    const done = await link.exec(commandLine(['true']), { asRoot: false });
    expect(done).toMatchObject({ ok: false, error: { code: 'ssh-channel-refused' } });
    expect(!done.ok && done.error.details).toContain('not available');
  });

  it('a shell whose start-up files end it is told by its words', async () => {
    const files = { '.bashrc': 'echo "no commands here"; exit 1\n' };
    const { link } = await onlineAs({ name: 'ada', files });
    const done = await link.open(commandLine(['true']), { asRoot: false });
    expect(done).toMatchObject({ ok: false, error: { code: 'ssh-channel-refused' } });
    expect(!done.ok && done.error.details).toContain('no commands here');
  });
});

describe.skipIf(!canHaveAccounts)(withAccounts('an account that is not root'), () => {
  it('acts as root through sudo -n, with any words', async () => {
    const { link } = await onlineAs({ name: 'ada', sudo: 'ALL=(ALL) NOPASSWD: ALL', files: noise });
    expect(await link.exec(commandLine(['id', '-u']))).toMatchObject({ value: { stdout: '0\n' } });
    expect(await link.exec(printAll(words))).toMatchObject({ value: { stdout: printed(words) } });
    expect(await link.exec(scriptLine({ name: 'stateroom-test', text: 'exit 9' }))).toMatchObject({
      value: { code: 9 },
    });
    const opened = await link.open(commandLine(['id', '-u']));
    if (!opened.ok) throw new Error(opened.error.message);
    const lines: string[] = [];
    opened.value.onStdout((line) => lines.push(line));
    expect(await opened.value.ended).toMatchObject({ value: { code: 0 } });
    expect(lines).toEqual(['0']);
  });

  it('is itself where a command is not to be run as root', async () => {
    const { link } = await onlineAs({ name: 'ada', sudo: 'ALL=(ALL) NOPASSWD: ALL' });
    const done = await link.exec(commandLine(['id', '-un']), { asRoot: false });
    expect(done).toMatchObject({ value: { stdout: 'ada\n' } });
  });

  it.each<[string, string | undefined, RegExp]>([
    ['a password would be asked for', 'ALL=(ALL) ALL', /asks for a password/],
    ['it may not use sudo', undefined, /may not use sudo|asks for a password/],
    [
      'it may run other commands only',
      'ALL=(ALL) NOPASSWD: /bin/false',
      /asks for a password|forbid/,
    ],
  ])('is refused with sudo’s own words where %s', async (_why, sudo, reason) => {
    const { link } = await onlineAs({ name: 'ada', ...(sudo !== undefined && { sudo }) });
    const refused = await link.exec(commandLine(['id', '-u']));
    expect(refused).toMatchObject({ ok: false, error: { code: 'sudo-refused' } });
    expect(!refused.ok && refused.error.message).toMatch(reason);
    expect(!refused.ok && refused.error.details).toMatch(/sudo|Sorry/);
    const opened = await link.open(commandLine(['id', '-u']));
    const ended = opened.ok ? await opened.value.ended : opened;
    expect(ended).toMatchObject({ ok: false, error: { code: 'sudo-refused' } });
    // It is a refusal to act, not to be looked at.
    expect(await link.exec(commandLine(['true']), { asRoot: false })).toMatchObject({ ok: true });
  });

  it('has its commands ended at the server when they are given up', async () => {
    const { sshd, link } = await onlineAs({ name: 'ada' });
    const opened = await link.open(commandLine(['sleep', '86123']), { asRoot: false });
    if (!opened.ok) throw new Error(opened.error.message);
    const sleeps = () => sshd.sessions().some((pid) => commandOf(pid).includes('86123'));
    await until(sleeps, 'it runs');
    opened.value.kill();
    await until(() => !sleeps(), 'it is gone');
  });
});

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

describe.skipIf(!canHaveAccounts)(withAccounts('these tests'), () => {
  it('leave no account and no folder on the machine', async () => {
    const { sshd } = await onlineAs({ name: 'stateroom-ada' });
    expect(readFileSync('/etc/passwd', 'utf8')).not.toContain('stateroom-ada');
    const pids = sshd.sessions();
    await cleanups.run();
    await until(() => !pids.some((pid) => existsSync(`/proc/${pid}`)), 'its processes gone');
    expect(readdirSync('/etc').filter((name) => name.includes('stateroom'))).toEqual([]);
  });
});
