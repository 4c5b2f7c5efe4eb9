import { expect, type Page, test } from 'playwright/test';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';
import { boardPage } from './pages/board-page.ts';

/** The demo's own hosts: one that can be fenced, and one of which only the user can say. */
const [fenced, unfenced] = ['demo-xen-03', 'demo-xen-01'] as const;

test.describe('the VMs of a dead host', () => {
  const data = makeDataDir();
  let console_: ConsoleProcess;

  test.beforeEach(async ({ page }) => {
    console_ = await startConsole({ dataDir: data.path, args: ['--site', 'demo'] });
    await page.goto(console_.url);
    await page.locator('[data-host-id]').first().waitFor();
  });
  test.afterEach(() => console_.stop());
  test.afterAll(() => data.remove());

  const details = (page: Page) => page.getByRole('complementary', { name: 'Details' });

  async function menuOf(page: Page, hostId: string, entry: string): Promise<void> {
    const card = boardPage(page).host(hostId);
    await card.scrollIntoViewIfNeeded();
    await card.getByRole('button', { name: /^Menu of / }).click();
    await page.getByRole('menuitem', { name: entry }).click();
  }

  async function die(page: Page, hostId: string): Promise<void> {
    // Of a host that dies before its files were read, nothing could be started.
    await expect(boardPage(page).host(hostId)).toHaveAttribute('data-condition', 'ready');
    await menuOf(page, hostId, 'Pull its plug (demo)');
    await expect(boardPage(page).host(hostId)).toContainText(/Unreachable/);
  }

  test('start elsewhere once it is fenced, and are not started twice when it comes back', async ({
    page,
  }) => {
    const board = boardPage(page);
    await die(page, fenced);
    await board
      .host(fenced)
      .getByRole('button', { name: /^Start the VMs of/ })
      .click();
    const dialog = page.getByRole('alertdialog', { name: 'Start the VMs of xen-03 elsewhere?' });
    await expect(dialog).toContainText('Nothing proves yet that xen-03 is off');
    const start = dialog.getByRole('button', { name: /^Start \d+ VMs?$/ });
    await expect(start).toHaveAttribute('aria-disabled', 'true');
    await dialog.getByRole('button', { name: 'Cut its power now' }).click();
    await expect(dialog.getByRole('region', { name: 'Proof' })).toContainText(
      'Chassis Power is off',
    );
    await expect(start).not.toHaveAttribute('aria-disabled', 'true');
    const rows = dialog
      .getByRole('list', { name: 'Where each VM is started' })
      .getByRole('listitem');
    const names = await rows.evaluateAll((items) =>
      items
        .filter((item) => ['yes', 'warned'].includes(item.getAttribute('data-answer') ?? ''))
        .map((item) => item.getAttribute('data-vm') ?? ''),
    );
    expect(names.length).toBeGreaterThan(0);
    await start.click();
    await expect(dialog).toHaveCount(0);
    for (const name of names) {
      const job = board.job(`Start ${name} elsewhere`);
      await expect(job).toHaveAttribute('data-state', 'succeeded');
      await expect(board.vm(fenced, name)).toHaveCount(0);
    }

    await menuOf(page, fenced, 'Put its plug in again (demo)');
    const strip = page.getByRole('alert').filter({ hasText: /on two hosts at once|is back/ });
    await expect(strip).toBeVisible();
    await page.getByRole('button', { name: 'Show xen-03' }).click();
    const panel = details(page);
    // Whatever its own autostart has started a second time is ended by name.
    const forceOff = panel.getByRole('button', { name: /^Force off .* here$/ });
    await expect(async () => {
      if ((await forceOff.count()) > 0) {
        await forceOff.first().click();
        await page.getByRole('alertdialog').getByRole('button', { name: 'Force off' }).click();
      }
      await expect(forceOff).toHaveCount(0, { timeout: 5_000 });
    }).toPass();
    await panel.getByRole('button', { name: /out of use$/ }).click();
    for (const name of names) {
      const job = board.job(`Retire the old configuration of ${name}`);
      await expect(job).toHaveAttribute('data-state', 'succeeded');
    }
    await expect(strip).toHaveCount(0);
  });

  test('start elsewhere by the user’s word, typed by keys, and never by a wrong one', async ({
    page,
  }) => {
    await die(page, unfenced);
    const card = boardPage(page).host(unfenced);
    await card.getByRole('button', { name: 'Details of xen-01' }).first().click();
    await details(page).getByRole('button', { name: 'Start its VMs elsewhere…' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('alertdialog');
    await expect(dialog).toContainText('No fencing is configured for it');
    const start = dialog.getByRole('button', { name: /^Start \d+ VMs?$/ });
    await expect(start).toBeVisible();
    await dialog.getByRole('textbox').focus();
    await page.keyboard.type('xen-1');
    await expect(start).toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('xen-01');
    await expect(start).not.toHaveAttribute('aria-disabled', 'true');
    await start.focus();
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    const first = page.getByRole('listitem', { name: /^Start .* elsewhere$/ }).first();
    await expect(first).toHaveAttribute('data-state', 'succeeded');
  });
});
