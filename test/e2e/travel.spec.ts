import { expect, test } from 'playwright/test';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';
import { boardPage } from './pages/board-page.ts';

/** The whole console with its store, on the demo's hosts: what is seen was written and read back. */
test.describe('back in time on the demo site', () => {
  let shell: ConsoleProcess;
  const data = makeDataDir();

  test.beforeEach(async ({ page }) => {
    shell = await startConsole({ dataDir: data.path, args: ['--speed', '4'] });
    await page.goto(shell.url);
  });
  test.afterEach(() => shell.stop());
  test.afterAll(() => data.remove());

  test('shows the site as it was, does nothing to it, tells what changed, and comes back', async ({
    page,
  }) => {
    const board = boardPage(page);
    const vm = board.vm('demo-xen-01', 'web-01');
    await expect(vm).toHaveAttribute('aria-label', /^web-01, running/);
    await vm.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    await expect(vm).toHaveAttribute('aria-label', /^web-01, paused/);

    await vm.focus();
    await page.keyboard.press('h');
    const bar = page.getByRole('region', { name: 'Back in time' });
    const slider = bar.getByRole('slider', { name: 'Moment' });
    await expect(bar).toContainText('as it is now');
    await expect(slider).toBeFocused();
    await expect(slider).toHaveAttribute('aria-valuetext', 'now');

    // The keyboard goes back until the board shows the VM as it ran.
    await expect(async () => {
      await page.keyboard.press('ArrowLeft');
      await expect(bar).toHaveAttribute('aria-busy', 'false');
      await expect(vm).toHaveAttribute('aria-label', /^web-01, running/, { timeout: 5_000 });
    }).toPass();
    await expect(bar).toContainText('The past:');
    // No load is kept for a moment, and that of now is not told for it.
    await expect(page.locator('.site-totals')).not.toContainText('CPU');

    await vm.click({ button: 'right' });
    const reason = 'This is the past: go back to now first.';
    for (const name of ['Move to…', 'Shut down…', 'Show configuration']) {
      const entry = page.getByRole('menuitem', { name });
      await expect(entry).toHaveAttribute('aria-disabled', 'true');
      await expect(entry).toContainText(reason);
    }
    await page.keyboard.press('Escape');
    await vm.press('m');
    await expect(page.locator('.notice').filter({ hasText: reason })).toBeVisible();
    await expect(board.dialog).toHaveCount(0);

    await bar.getByRole('button', { name: 'What changed' }).click();
    await expect(board.dialog).toContainText('to now');
    const change = board.dialog.getByRole('listitem').filter({ hasText: 'web-01' });
    await expect(change).toContainText('changed on xen-01');
    await expect(change.getByRole('row').filter({ hasText: 'state' })).toContainText(
      /running\s*paused/,
    );
    await page.keyboard.press('Escape');

    await bar.getByRole('button', { name: 'Back to now' }).click();
    await expect(vm).toHaveAttribute('aria-label', /^web-01, paused/);
    await expect(page.locator('.site-totals')).toContainText('CPU');
    await vm.click({ button: 'right' });
    await expect(page.getByRole('menuitem', { name: 'Resume' })).not.toHaveAttribute(
      'aria-disabled',
      'true',
    );
  });
  test('tells what changed in the configuration files, line by line', async ({ page }) => {
    const board = boardPage(page);
    await expect(board.vm('demo-xen-01', 'web-01')).toBeVisible();
    await page.keyboard.press('h');
    const bar = page.getByRole('region', { name: 'Back in time' });
    await bar.getByRole('slider', { name: 'Moment' }).press('Home');
    await expect(bar).toContainText('The past:');
    const file = board.dialog.getByRole('listitem').filter({ hasText: '/etc/xen/web-01.cfg' });
    // The files are told a moment after their host.
    await expect(async () => {
      await page.keyboard.press('Escape');
      await bar.getByRole('button', { name: 'What changed' }).click({ timeout: 20_000 });
      await board.dialog.getByRole('textbox', { name: 'Named' }).fill('web-01.cfg');
      await expect(file).toContainText('added: name = "web-01"', { timeout: 5_000 });
    }).toPass();
    await expect(file).toContainText('added on xen-01');
  });
});
