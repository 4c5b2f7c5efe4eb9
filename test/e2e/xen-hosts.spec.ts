import { expect, test } from 'playwright/test';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';

/** Hosts of the demo site that boot from its image server, all of it over real SSH. */
test.describe('Xen hosts that boot from an image', () => {
  let shell: ConsoleProcess;
  const data = makeDataDir();

  test.beforeEach(async ({ page }) => {
    shell = await startConsole({ dataDir: data.path, args: ['--speed', '15'] });
    await page.goto(shell.url);
    await expect(page.getByText('This is the demo site.')).toBeVisible();
    await page.keyboard.press('i');
  });
  test.afterEach(() => shell.stop());
  test.afterAll(() => data.remove());

  test('are rolled out one by one: what moves is shown before and while it does, and comes back', async ({
    page,
  }) => {
    // One move after the other: so each way takes longer than it is between two looks of the page.
    await page.keyboard.press('Control+,');
    const settings = page.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('button', { name: 'Decrease Moves at once' }).click();
    await expect(settings.getByRole('textbox', { name: 'Moves at once' })).toHaveValue('1');
    await page.keyboard.press('Escape');
    await expect(settings).toHaveCount(0);
    const images = page.getByRole('main', { name: 'Images' });
    const dom0 = images.getByRole('region', { name: 'Xen hosts' });
    const newest = dom0.getByRole('row').filter({ hasText: 'testing' });
    await newest.getByRole('button', { name: 'Roll out…' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: /^Roll out/ });
    const soak = dialog.getByRole('textbox', { name: 'Soak, minutes' });
    await soak.fill('0');
    await soak.press('Tab');
    const moved = dialog.getByRole('region', { name: 'What is moved away' });
    const host = moved.getByRole('listitem').filter({ hasText: 'xen-09' }).first();
    await expect(host).toContainText(/\d VMs away, about .* each way\./);
    await host.getByText('Which go where').press('Enter');
    await expect(host).toContainText(/ → xen-\d\d, .* GiB, about/);
    await page.screenshot({ path: test.info().outputPath('preview.png') });
    await dialog.getByRole('button', { name: 'Start the rollout' }).press('Enter');
    await expect(dialog).toHaveCount(0);
    await images.getByRole('radio', { name: 'Rollouts' }).press('Enter');
    const underWay = images.locator('.rollout-under-way');
    await expect(underWay).toContainText(/xen-\d\d Moving \d VMs? away: \S+ → xen-\d\d/);
    await page.screenshot({ path: test.info().outputPath('moving.png') });
    await expect(underWay).toContainText(/Moving \d VMs? back: \S+ → xen-\d\d/);
    const finished = images.getByRole('region', { name: 'Finished rollouts' });
    await expect(finished).toContainText('Done');
    await expect(finished).toContainText('3 healthy');
    // Nobody's VM is off, and the plans that moved them are jobs as any other.
    await page.keyboard.press('b');
    await expect(images).toHaveCount(0);
    await expect(page.getByRole('region', { name: 'Jobs' })).not.toContainText('failed');
  });

  test('are made of hosts of the console, with what their boot has to give', async ({ page }) => {
    const images = page.getByRole('main', { name: 'Images' });
    await images.getByRole('radio', { name: 'Clients' }).press('Enter');
    await images.getByRole('button', { name: 'Let a Xen host…' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Let a Xen host boot from an image' });
    const pick = async (label: string, option: string) => {
      await dialog.getByRole('button', { name: label }).press('Enter');
      await page.getByRole('option', { name: option, exact: true }).press('Enter');
    };
    await pick('Xen host', 'xen-08');
    await expect(dialog).toContainText('xen-08 is the client xen-08 already.');
    const make = dialog.getByRole('button', { name: 'Make it a client' });
    await expect(make).toHaveAttribute('aria-disabled', 'true');
    await pick('Xen host', 'xen-07');
    const written = dialog.getByRole('region', { name: 'What is written where' });
    await expect(written).toContainText('clients/xen-07.json');
    await expect(written).toContainText('stateless.client=xen-07');
    await page.screenshot({ path: test.info().outputPath('host-client.png') });
    await make.press('Enter');
    await expect(dialog).toHaveCount(0);
    const row = images.getByRole('row').filter({ hasText: 'xen-07' });
    await expect(row).toContainText('Xen host');
    await expect(row).toContainText('never reported');
  });
});
