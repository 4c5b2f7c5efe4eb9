import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';
import { makeKey, type TestKey } from '../support/ssh-keys.ts';
import { canHaveAccounts, startSshd, type TestSshd, withAccounts } from '../support/sshd.ts';

/** The whole console, as it is shipped, against OpenSSH's own server: the built page, no fake. */
test.describe
  .serial('a host with a real sshd', () => {
    const data = makeDataDir();
    const home = mkdtempSync(join(tmpdir(), 'stateroom-home-'));
    const secret = 'not/to be seen: anywhere';
    let userKey: TestKey;
    let sshd: TestSshd;
    let console_: ConsoleProcess;

    test.beforeAll(async () => {
      mkdirSync(join(home, '.ssh'), { mode: 0o700 });
      userKey = makeKey(home, 'id_test');
      sshd = await startSshd({ authorized: [userKey] });
      writeFileSync(
        join(home, '.ssh', 'config'),
        [
          'Host box',
          '  HostName 127.0.0.1',
          `  Port ${sshd.port}`,
          `  User ${sshd.user}`,
          `  IdentityFile ${userKey.path}`,
          '',
        ].join('\n'),
      );
      console_ = await startConsole({
        dataDir: data.path,
        args: ['--site', 'ask'],
        env: { HOME: home, SSH_AUTH_SOCK: '' },
      });
    });
    test.afterAll(async () => {
      await console_?.stop();
      await sshd?.stop();
      data.remove();
      rmSync(home, { recursive: true, force: true });
    });

    test('is connected from ~/.ssh/config once its key was compared, questioned when the key changes, and forgotten', async ({
      page,
    }) => {
      const errors: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      await page.goto(console_.url);
      await page.getByRole('option', { name: 'box' }).click();
      await expect(page.getByLabel('SSH port')).toHaveValue(String(sshd.port));
      await page.getByRole('button', { name: 'Connect', exact: true }).click();

      const question = page.getByRole('dialog', { name: 'Is this really box?' });
      await expect(question.locator('.fingerprint code')).toHaveText(sshd.hostKey.fingerprint);
      expect(sshd.logins()).toBe(0);
      await question.getByRole('button', { name: 'Trust this key' }).click();
      const card = page.getByRole('article', { name: 'box' });
      await expect(card).toContainText('No Xen toolstack');
      await expect(page.getByRole('button', { name: /^Your hosts/ })).toBeVisible();

      const before = sshd.hostKey.fingerprint;
      const { port } = sshd;
      await sshd.stop();
      sshd = await startSshd({ authorized: [userKey], port });
      await page.getByRole('button', { name: 'Details of box' }).click();
      const panel = page.getByRole('complementary', { name: 'Details' });
      const alarm = page.getByRole('alertdialog');
      // It tries by itself, and sooner when it is told to.
      await expect(
        alarm.or(panel.getByRole('button', { name: 'Connect', exact: true })).first(),
      ).toBeVisible();
      await expect(alarm.locator('.fingerprint code')).toHaveText([
        before,
        sshd.hostKey.fingerprint,
      ]);
      await alarm.getByRole('button', { name: 'Don’t connect' }).click();
      await expect(card).toContainText('Needs you');
      expect(sshd.logins()).toBe(0);

      await panel.getByRole('button', { name: 'Remove…' }).click();
      const removal = page.getByRole('alertdialog');
      await expect(removal.locator('.fingerprint code')).toHaveText(before);
      await removal.getByRole('button', { name: 'Remove', exact: true }).click();
      await expect(page.getByRole('heading', { name: 'Connect your own host' })).toBeVisible();
      // The content policy and the page agree.
      expect(errors).toEqual([]);
    });

    test(
      withAccounts('takes a password, asks again when it was wrong, and writes it nowhere'),
      async ({ page, context }) => {
        test.skip(!canHaveAccounts);
        const guarded = await startSshd({
          config: ['PasswordAuthentication yes'],
          accounts: [{ name: 'operator', password: secret }],
        });
        const other = await startConsole({
          dataDir: join(data.path, 'second'),
          args: ['--site', 'ask'],
          env: { HOME: home, SSH_AUTH_SOCK: '' },
        });
        try {
          await context.clearCookies();
          await page.goto(other.url);
          await page
            .getByLabel('Address', { exact: true })
            .fill(`operator@127.0.0.1:${guarded.port}`);
          await page.keyboard.press('Enter');
          await page.getByRole('button', { name: 'Trust this key' }).click();
          const question = page.getByRole('dialog', { name: 'Password of operator on 127.0.0.1' });
          await question.getByLabel('Password', { exact: true }).fill('a wrong one');
          await page.keyboard.press('Enter');
          await expect(question.getByText('The host did not accept the last one.')).toBeVisible();
          await question.getByLabel('Password', { exact: true }).fill(secret);
          await page.keyboard.press('Enter');
          await expect(question).toHaveCount(0);
          await expect.poll(() => guarded.logins()).toBe(1);
          const written = readdirSync(join(data.path, 'second'), {
            recursive: true,
            withFileTypes: true,
          }).filter((entry) => entry.isFile());
          expect(written.length).toBeGreaterThan(0);
          for (const { parentPath, name } of written) {
            const path = join(parentPath, name);
            expect(readFileSync(path, 'latin1').includes(secret), path).toBe(false);
          }
        } finally {
          await other.stop();
          await guarded.stop();
        }
      },
    );
  });
