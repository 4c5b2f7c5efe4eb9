import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from '../../../src/main/core/shell/command-line.ts';
import type { Prompt, PromptAnswer } from '../../../src/shared/model/connection.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { signalAll } from '../../support/process-tree.ts';
import { startQuizServer } from '../../support/quiz-server.ts';
import { makeKey } from '../../support/ssh-keys.ts';
import { type Answer, createSshSite, linkIn, secret, trusting } from '../../support/ssh-site.ts';
import {
  canHaveAccounts,
  ensureSshd,
  type SshdOptions,
  startSshd,
  withAccounts,
} from '../../support/sshd.ts';
import { until } from '../../support/until.ts';

const cleanups = createCleanups();
afterEach(cleanups.run);
beforeAll(ensureSshd);

const password = 'correct horse "battery" ü';
const kinds = {
  password: ['PasswordAuthentication yes', 'PubkeyAuthentication no'],
  'keyboard-interactive by PAM': [
    'UsePAM yes',
    'KbdInteractiveAuthentication yes',
    'PubkeyAuthentication no',
  ],
};

async function machine(answers: Answer[], config: readonly string[], more: SshdOptions = {}) {
  const site = cleanups.add(
    createSshSite({
      answer: (prompt) =>
        prompt.kind === 'host-key-new' ? trusting(prompt) : (answers.shift() ?? { kind: 'cancel' }),
    }),
  );
  const accounts = [{ name: 'ada', password }];
  const sshd = cleanups.add(await startSshd({ accounts, config, ...more }));
  return { site, sshd, access: { port: sshd.port, user: 'ada' } };
}

const questions = (prompts: readonly Prompt[]) =>
  prompts
    .filter(({ kind }) => !kind.startsWith('host-key'))
    .map(({ kind, ...more }) => ({
      kind,
      again: 'again' in more && more.again,
    }));

describe.skipIf(!canHaveAccounts).each(Object.entries(kinds))(
  withAccounts('a password, by %s'),
  (_kind, config) => {
    it('is asked for once, and used for every later connection', async () => {
      const { site, access } = await machine([secret(password)], config);
      const link = site.link(access);
      link.connect();
      await linkIn(link, 'online');
      expect(link.forwardableKey).toBeNull();
      link.disconnect();
      link.connect();
      await linkIn(link, 'online');
      const other = site.link(access);
      other.connect();
      await linkIn(other, 'online');
      expect(questions(site.prompts)).toEqual([{ kind: 'password', again: false }]);
      expect(await link.exec(commandLine(['id', '-un']), { asRoot: false })).toMatchObject({
        value: { stdout: 'ada\n' },
      });
      expect(site.logLines.join('\n')).not.toContain('horse');
    });

    it('is asked for again after a wrong one', async () => {
      const { site, access } = await machine([secret('wrong'), secret(password)], config);
      const link = site.link(access);
      link.connect();
      await linkIn(link, 'online');
      expect(questions(site.prompts)).toEqual([
        { kind: 'password', again: false },
        { kind: 'password', again: true },
      ]);
    });

    it('that is wrong three times ends the login, and the host waits for the user', async () => {
      const wrong = [secret('wrong 1'), secret('wrong 2'), secret('wrong 3'), secret('wrong 4')];
      const { site, access } = await machine(wrong, config);
      const link = site.link(access);
      link.connect();
      await until(() => link.link.error?.code === 'ssh-auth-failed', 'it is refused');
      expect(link.link).toMatchObject({ state: 'blocked', retryAt: null });
      expect(questions(site.prompts)).toHaveLength(3);
      expect(JSON.stringify([link.link, site.logLines])).not.toContain('wrong');
    });

    it('that was typed after the server hung up is used at once', async () => {
      let type: (answer: PromptAnswer) => void = () => {};
      const typed = new Promise<PromptAnswer>((resolve) => {
        type = resolve;
      });
      const { site, sshd, access } = await machine([typed], config);
      const link = site.link(access);
      link.connect();
      await until(() => questions(site.prompts).length === 1, 'it is asked for');
      // As at the end of LoginGraceTime.
      signalAll(sshd.sessions(), 'SIGKILL');
      await until(() => sshd.sessions().length === 0, 'the server has hung up');
      const states: string[] = [];
      link.onLink(({ state }) => states.push(state));
      type(secret(password));
      await linkIn(link, 'online');
      // It was not taken for a loss: nobody waits for a second try.
      expect(states).toEqual(['online']);
      expect(questions(site.prompts)).toHaveLength(1);
    });

    it('that is not given blocks the host', async () => {
      const { site, access } = await machine([], config);
      const link = site.link(access);
      link.connect();
      await until(() => link.link.error?.code === 'ssh-auth-cancelled', 'the question is closed');
      expect(link.link.state).toBe('blocked');
    });
  },
);

describe.skipIf(!canHaveAccounts)(withAccounts('two factors'), () => {
  it.each([
    ['a key and then a password', 'publickey,password'],
    ['a key and then a dialog', 'publickey,keyboard-interactive'],
  ])('are %s', async (_name, methods) => {
    const { folder } = cleanups.add(createSshSite());
    const [other, key] = [makeKey(folder, 'other'), makeKey(folder, 'key')];
    const { site, access } = await machine(
      [secret(password)],
      [
        ...['UsePAM yes', 'PasswordAuthentication yes', 'KbdInteractiveAuthentication yes'],
        `AuthenticationMethods ${methods}`,
      ],
      { authorized: [key] },
    );
    const link = site.link({ ...access, identityFiles: [other.path, key.path] });
    link.connect();
    await linkIn(link, 'online');
    expect(questions(site.prompts)).toEqual([{ kind: 'password', again: false }]);
    expect(link.forwardableKey?.publicBlob).toBe(key.blob);
  });
});

describe('a server with questions of its own', () => {
  it('has them shown as they are, and gets the answers in order', async () => {
    const server = cleanups.add(
      await startQuizServer({
        title: 'Two-step login',
        instructions: 'Use your token.',
        fields: [
          { label: 'Token code: ', echo: true },
          { label: 'PIN: ', echo: false },
        ],
        answers: ['123456', '0000'],
      }),
    );
    const answers = [secret('123456', 'bad'), secret('123456', '0000')];
    const site = cleanups.add(
      createSshSite({
        answer: (prompt) =>
          prompt.kind === 'host-key-new'
            ? trusting(prompt)
            : (answers.shift() ?? { kind: 'cancel' }),
      }),
    );
    const link = site.link({ port: server.port, user: 'ada' });
    link.connect();
    await linkIn(link, 'online');
    expect(site.prompts.slice(1)).toMatchObject([
      {
        kind: 'keyboard-interactive',
        title: 'Two-step login',
        instructions: 'Use your token.',
        fields: [
          { label: 'Token code: ', echo: true },
          { label: 'PIN: ', echo: false },
        ],
      },
      { kind: 'keyboard-interactive' },
    ]);
    // A code is good once: it is neither kept nor written down.
    expect(JSON.stringify(site.logLines)).not.toMatch(/123456|0000/);
  });
});
