import { expect, test } from 'playwright/test';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';

/** Many clients at once, on the demo site: its hosts and its image server are spoken to by real SSH. */
test.describe('new clients', () => {
  let shell: ConsoleProcess;
  const data = makeDataDir();

  test.beforeEach(async ({ page }) => {
    shell = await startConsole({ dataDir: data.path, args: ['--speed', '30'] });
    await page.goto(shell.url);
    await expect(page.getByText('This is the demo site.')).toBeVisible();
    await page.keyboard.press('i');
    const images = page.getByRole('main', { name: 'Images' });
    await images.getByRole('radio', { name: 'Clients' }).press('Enter');
    await images.getByRole('button', { name: 'New clients…' }).press('Enter');
  });
  test.afterEach(() => shell.stop());
  test.afterAll(() => data.remove());

  test('are made as VMs by keyboard, each named before, and deleted again from the tray', async ({
    page,
  }) => {
    const images = page.getByRole('main', { name: 'Images' });
    const dialog = page.getByRole('dialog', { name: 'New clients' });
    const make = dialog.getByRole('button', { name: /^Make/ });
    await expect(make).toHaveAttribute('aria-disabled', 'true');
    await dialog.getByRole('textbox', { name: 'Names' }).fill('fresh-[01-04]');
    await dialog.getByRole('textbox', { name: 'Memory, MiB' }).fill('128');
    await dialog.getByRole('button', { name: 'All', exact: true }).press('Enter');
    const made = dialog.getByRole('region', { name: 'What is made' });
    await expect(made.getByRole('row')).toHaveCount(5);
    await expect(made).toContainText('00:16:3e:');
    await expect(made).toContainText('state/fresh-03');
    await expect(make).toHaveText('Make 4 clients');
    await page.screenshot({ path: test.info().outputPath('new-clients.png') });
    await make.press('Enter');
    await expect(dialog).toHaveCount(0);
    const client = images.getByRole('row').filter({ hasText: 'fresh-04' });
    await expect(client).toContainText('As it should be');

    await page.keyboard.press('b');
    const tray = page.getByRole('region', { name: 'Jobs' });
    await tray.getByRole('button', { name: 'Jobs' }).press('Enter');
    const job = tray.getByRole('listitem', {
      name: 'Make fresh-01, fresh-02, fresh-03 and fresh-04',
    });
    await expect(job).toContainText('are made.');
    await job.getByRole('button', { name: /^Delete again/ }).press('Enter');
    const ask = page.getByRole('alertdialog', { name: 'Delete 4 clients?' });
    await expect(ask.getByRole('list', { name: 'What is deleted' })).toContainText('fresh-02 on ');
    await ask.getByRole('button', { name: 'Delete 4 clients' }).press('Enter');
    await expect(ask).toHaveCount(0);
    await expect(tray.getByRole('listitem', { name: /^Delete fresh-01/ })).toContainText(
      'are deleted.',
    );
    await page.keyboard.press('i');
    await images.getByRole('radio', { name: 'Clients' }).press('Enter');
    await expect(images.getByRole('row').filter({ hasText: 'web-' }).first()).toBeVisible();
    await expect(images.getByRole('row').filter({ hasText: 'fresh-' })).toHaveCount(0);
  });

  test('of metal are made of a pasted list, and every odd line is named', async ({ page }) => {
    const images = page.getByRole('main', { name: 'Images' });
    const dialog = page.getByRole('dialog', { name: 'New clients' });
    await dialog.getByRole('radio', { name: 'Machines of metal' }).press('Enter');
    const list = dialog.getByRole('textbox', { name: 'Machines' });
    const made = dialog.getByRole('region', { name: 'What is made' });
    await list.fill('rack-1, 52:54:00:bb:00:01\nrack-2, 52:54:00:bb:00:01\nrack-3; ../etc\n');
    await expect(made).toContainText('Line 2: 52:54:00:bb:00:01 stands in line 1 already.');
    await expect(made).toContainText('is no MAC address.');
    await list.fill('name,mac\nrack-1,52:54:00:bb:00:01\nrack-2,52-54-00-BB-00-02\n');
    await expect(made.getByRole('row')).toHaveCount(3);
    await dialog.getByRole('button', { name: 'Make 2 clients' }).press('Enter');
    await expect(dialog).toHaveCount(0);
    const client = images.getByRole('row').filter({ hasText: 'rack-2' });
    await expect(client).toContainText('never reported');
  });
});
