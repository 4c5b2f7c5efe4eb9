import { expect, type Page, test } from 'playwright/test';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';

/** The demo's image server builds as a real one does, only faster. */
test.describe('building images on the demo site', () => {
  let shell: ConsoleProcess;
  const data = makeDataDir();

  async function open(page: Page, speed: string) {
    shell = await startConsole({ dataDir: data.path, args: ['--speed', speed] });
    await page.goto(shell.url);
    await expect(page.getByText('This is the demo site.')).toBeVisible();
    await page.keyboard.press('i');
    return page.getByRole('main', { name: 'Images' });
  }
  async function ask(page: Page) {
    await page.getByRole('button', { name: 'Build an image…' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Build an image' });
    await expect(dialog.getByRole('textbox', { name: 'Packages' })).not.toHaveValue('');
    return dialog;
  }
  test.afterEach(() => shell.stop());
  test.afterAll(() => data.remove());

  test('makes a new version of a role by keyboard, with its log, and nobody runs it yet', async ({
    page,
  }) => {
    const images = await open(page, '20');
    const web = images.getByRole('region', { name: 'Web servers' });
    await expect(web.getByRole('row').nth(1)).toBeVisible();
    const before = await web.getByRole('row').count();
    const dialog = await ask(page);
    await dialog.getByRole('button', { name: 'Keep the recipe and build' }).press('Enter');
    const log = page.getByRole('dialog', { name: 'Building web' });
    await expect(log).toContainText('I: running apt-get update...');
    await expect(log.getByRole('status')).toContainText(/Version [0-9a-f]{12} is there/);
    await log.getByRole('button', { name: 'Close', exact: true }).last().press('Enter');
    await expect(web.getByRole('row')).toHaveCount(before + 1);
    await expect(web.getByRole('row').nth(1)).toContainText('recipe web (bookworm), generation 1');
    await expect(web.getByRole('row').nth(1)).toContainText('nobody');
  });

  test('keeps a version that nobody uses as a patch, and makes it whole again', async ({
    page,
  }) => {
    const images = await open(page, '20');
    const web = images.getByRole('region', { name: 'Web servers' });
    const oldest = web.getByRole('row').filter({ hasText: 'build 20' });
    await oldest.getByRole('button', { name: 'Pack…' }).press('Enter');
    const dialog = page.getByRole('alertdialog', { name: /as a patch/ });
    await expect(dialog).toContainText(/As a patch of [0-9a-f]{12} it would take/);
    await dialog.getByRole('button', { name: 'Keep it as a patch' }).press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(oldest).toContainText('kept as a patch of');
    await expect(oldest.getByRole('button', { name: 'Roll out…' })).toHaveCount(0);
    await oldest.getByRole('button', { name: 'Make whole' }).press('Enter');
    await expect(oldest.getByRole('button', { name: 'Roll out…' })).toBeVisible();
  });

  test('shows the builder’s own words when it fails, and what is wrong before it begins', async ({
    page,
  }) => {
    const images = await open(page, '60');
    const dialog = await ask(page);
    const packages = dialog.getByRole('textbox', { name: 'Packages' });
    const start = dialog.getByRole('button', { name: 'Keep the recipe and build' });
    await packages.fill('linux-image-amd64 $(reboot)');
    await expect(dialog).toContainText('$(reboot): A name of a package.');
    await expect(start).toHaveAttribute('aria-disabled', 'true');
    await packages.fill('linux-image-amd64 busybox-static no-such-thing');
    await start.press('Enter');
    const log = page.getByRole('dialog', { name: 'Building web' });
    await expect(log.getByRole('status')).toContainText('mmdebstrap ended with status 25');
    await expect(log).toContainText('E: Unable to locate package no-such-thing');
    await page.keyboard.press('Escape');
    const told = images.getByRole('region', { name: 'Builds' });
    await expect(told).toContainText('web could not be built');
    await told.getByRole('button', { name: 'See why…' }).press('Enter');
    await expect(log).toContainText('no-such-thing');
  });

  test('goes on behind a closed window and a reload, is found again, and is cancelled after a question', async ({
    page,
  }) => {
    const images = await open(page, '1');
    const dialog = await ask(page);
    await dialog.getByRole('button', { name: 'Role' }).press('Enter');
    await page.getByRole('option', { name: 'A new role' }).press('Enter');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('db');
    await dialog.getByRole('button', { name: 'Keep the recipe and build' }).press('Enter');
    const log = page.getByRole('dialog', { name: 'Building db' });
    await expect(log).toContainText('stateroom: packages');
    await page.keyboard.press('Escape');
    await page.reload();
    await expect(page.getByText('This is the demo site.')).toBeVisible();
    await page.keyboard.press('i');
    const told = images.getByRole('region', { name: 'Builds' });
    await expect(told).toContainText('db is being built');
    await told.getByRole('button', { name: 'Follow…' }).press('Enter');
    await expect(log).toContainText('I: running apt-get update...');
    await log.getByRole('button', { name: 'Cancel the build…' }).press('Enter');
    await log.getByRole('button', { name: /throw away/ }).press('Enter');
    await expect(log.getByRole('status')).toContainText('nothing of it was kept');
  });
});
