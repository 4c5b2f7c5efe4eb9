import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from 'playwright/test';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';
import { leaveDemoSite, pausedGuest } from '../support/left-demo-site.ts';
import { filesWith } from '../support/search-files.ts';
import { boardPage } from './pages/board-page.ts';

/** A site is saved on the machine that knows it, and looked at on one that never saw a host of it. */
test.describe('a site file', () => {
  const home = makeDataDir();
  const away = makeDataDir();
  const passphrase = 'Zebra-quarz-vault-eleven';
  const readOnly = /^This is the site file of .*: it is read-only\./;
  let shell: ConsoleProcess;
  let ids: string[];

  test.beforeAll(async () => {
    ({ ids } = await leaveDemoSite(home.path));
  });
  test.afterEach(() => shell.stop());
  test.afterAll(() => {
    home.remove();
    away.remove();
  });

  async function openConsole(page: Page, machine: { path: string }): Promise<void> {
    const env = { HOME: machine.path, SSH_AUTH_SOCK: '' };
    shell = await startConsole({ dataDir: machine.path, args: ['--site', 'own'], env });
    await page.goto(shell.url);
    await page.locator('.shell').waitFor();
  }

  const dialog = (page: Page, name: string) => page.getByRole('dialog', { name });

  async function openFile(page: Page, path: string, words: string): Promise<void> {
    const asked = dialog(page, 'Open a site file');
    if ((await asked.count()) === 0) {
      await page.getByRole('button', { name: 'Open a site file…' }).click();
    }
    await asked.getByRole('textbox', { name: 'File' }).fill(path);
    await asked.getByLabel('Passphrase').fill(words);
    await asked.getByRole('button', { name: 'Open' }).click();
  }

  test('is saved from the menu or the search, with its passphrase twice', async ({ page }) => {
    await openConsole(page, home);
    await page.locator('[data-host-id]').first().waitFor();
    await page.getByRole('button', { name: 'Menu of the site' }).click();
    await expect(page.getByRole('menuitem', { name: 'Save into a site file…' })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('save site file');
    await page.keyboard.press('Enter');

    const asked = dialog(page, 'Save into a site file');
    await asked.getByRole('textbox', { name: 'File' }).fill('~/carried.age');
    await asked.getByLabel('Passphrase', { exact: true }).fill('too short');
    await asked.getByLabel('Passphrase once more').fill('other');
    await asked.getByRole('button', { name: 'Save' }).click();
    await expect(asked).toContainText('At least 12 characters');
    await expect(asked).toContainText('The two are not the same.');

    await asked.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await asked.getByLabel('Passphrase once more').fill(passphrase);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: 'The site was saved' })).toContainText(
      join(home.path, 'carried.age'),
    );
    await expect(asked).toHaveCount(0);
    // It is locked: of what is in it, nothing can be read; and the passphrase is nowhere.
    const file = readFileSync(join(home.path, 'carried.age'));
    expect(file.includes(pausedGuest)).toBe(false);
    expect(filesWith(home.path, passphrase)).toEqual([]);
  });

  test('is refused with a clear reason when it cannot be opened', async ({ page }) => {
    const file = join(away.path, 'carried.age');
    copyFileSync(join(home.path, 'carried.age'), file);
    const bytes = readFileSync(file);
    writeFileSync(join(away.path, 'short.age'), bytes.subarray(0, bytes.length - 1000));
    await openConsole(page, away);
    const asked = dialog(page, 'Open a site file');
    for (const [path, words, reason] of [
      [file, 'not the passphrase', 'This passphrase does not open the site file.'],
      [join(away.path, 'short.age'), passphrase, 'is damaged, cut short, or no site file.'],
      [join(away.path, 'none.age'), passphrase, 'there is no such file or folder'],
    ] as const) {
      await openFile(page, path, words);
      await expect(asked.getByRole('alert')).toContainText(reason);
    }
    await page.keyboard.press('Escape');
    await expect(asked).toHaveCount(0);
    await expect(page.getByRole('heading', { name: 'Connect your own host' })).toBeVisible();
  });

  test('shows the whole site on another machine, read-only, with its past and its usage', async ({
    page,
  }) => {
    await openConsole(page, away);
    await page.getByRole('button', { name: 'Open a site file…' }).click();
    // It lies in the home folder: one press instead of a path.
    const offered = page.getByRole('list', { name: 'Files that may be site files' });
    await offered.getByRole('button', { name: 'carried.age' }).click();
    const asked = dialog(page, 'Open a site file');
    await asked.getByLabel('Passphrase').fill(passphrase);
    await page.keyboard.press('Enter');

    await expect(page.getByRole('status').filter({ hasText: readOnly })).toBeVisible();
    const board = boardPage(page);
    const vm = board.vm(ids[0] ?? '', pausedGuest);
    await expect(vm).toHaveAttribute('aria-label', /^web-01, paused/);

    // Nothing can be done, and each says why.
    await vm.click({ button: 'right' });
    for (const name of ['Move to…', 'Resume', 'Force off…']) {
      const entry = page.getByRole('menuitem', { name });
      await expect(entry).toHaveAttribute('aria-disabled', 'true');
      await expect(entry).toContainText('it is read-only');
    }
    await page.keyboard.press('Escape');
    await vm.press('m');
    await expect(page.locator('.notice').filter({ hasText: 'it is read-only' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Connect a host' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );

    // The details with the usage, up to when the file was made.
    await page.getByRole('button', { name: 'Details of xen-01' }).click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByText('1 h', { exact: true }).click();
    await expect(details.getByText(/^Memory mean/)).toBeVisible();

    // What the image server kept is there, and each act on it says why it cannot be.
    await page.getByRole('button', { name: 'Images' }).click();
    const images = page.getByRole('main', { name: 'Images' });
    await expect(images).toContainText(/not connected to from a site file.*as it was read on/);
    for (const name of ['Build an image…', 'Roll out…', 'Add an image server']) {
      const act = images.getByRole('button', { name }).first();
      await expect(act).toHaveAttribute('aria-disabled', 'true');
      await act.hover();
      await expect(page.getByRole('tooltip')).toContainText('it is read-only');
      await page.mouse.move(0, 0);
      await expect(page.getByRole('tooltip')).toHaveCount(0);
    }
    await page.keyboard.press('b');

    // The search finds what happened, and the board goes back to it.
    await page.keyboard.press('Control+k');
    await page.keyboard.type(pausedGuest);
    const events = page.getByRole('group', { name: 'Past events' });
    await expect(events).toContainText('state: running → paused');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('h');
    const bar = page.getByRole('region', { name: 'Back in time' });
    await expect(bar).toContainText('as it was when its file was made');
    await expect(async () => {
      await page.keyboard.press('ArrowLeft');
      await expect(bar).toHaveAttribute('aria-busy', 'false');
      await expect(vm).toHaveAttribute('aria-label', /^web-01, running/, { timeout: 5_000 });
    }).toPass();
    await bar.getByRole('button', { name: 'What changed' }).click();
    await expect(board.dialog).toContainText(pausedGuest);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Close the file' }).click();
    await expect(page.getByRole('heading', { name: 'Connect your own host' })).toBeVisible();
    expect(filesWith(away.path, passphrase)).toEqual([]);
  });
});
