import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';

/** The demo's image server, spoken to by real SSH; its clients boot faster than real ones. */
test.describe('images on the demo site', () => {
  let shell: ConsoleProcess;
  const data = makeDataDir();

  test.beforeEach(async ({ page }) => {
    shell = await startConsole({ dataDir: data.path, args: ['--speed', '30'] });
    await page.goto(shell.url);
    await expect(page.getByText('This is the demo site.')).toBeVisible();
    await page.keyboard.press('i');
  });
  test.afterEach(() => shell.stop());
  test.afterAll(() => data.remove());

  test('shows versions with who uses them, and what one changes against the one before', async ({
    page,
  }) => {
    const images = page.getByRole('main', { name: 'Images' });
    const web = images.getByRole('region', { name: 'Web servers' });
    const tag = page.locator('.images-tag', { hasText: /^stable$/ });
    const stable = web.getByRole('row').filter({ has: tag });
    await expect(stable).toContainText('clients');
    await stable.getByRole('button', { name: 'Changes…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('table', { name: 'Files' })).toContainText('rootfs.squashfs');
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    // One that clients need cannot even be asked for.
    const remove = stable.getByRole('button', { name: 'Delete…' });
    await expect(remove).toHaveAttribute('aria-disabled', 'true');
    await remove.press('Enter');
    await expect(page.getByRole('alertdialog')).toHaveCount(0);
  });

  test('lets a VM boot from an image after showing what is written where, and takes that back', async ({
    page,
  }) => {
    const images = page.getByRole('main', { name: 'Images' });
    await images.getByRole('radio', { name: 'Clients' }).press('Enter');
    await images.getByRole('button', { name: 'Let VMs boot from an image…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Let VMs boot from an image' });
    const make = dialog.getByRole('button', { name: 'Make it a client' });
    await expect(make).toHaveAttribute('aria-disabled', 'true');
    await dialog.getByRole('textbox', { name: 'VMs by name or host' }).fill('app-0');
    await dialog
      .getByRole('checkbox', { name: /^app-\d+ on/ })
      .first()
      .check({ force: true });
    const written = dialog.getByRole('region', { name: 'What is written where' });
    const name = (await written.locator('strong').textContent()) ?? '';
    await expect(written).toContainText(`clients/${name}.json`);
    await expect(written).toContainText(`/etc/xen/${name}.cfg.before-image`);
    await make.click();
    await expect(dialog).toHaveCount(0);
    const client = images.getByRole('row').filter({ hasText: name });
    await expect(client).toContainText('never reported');
    // It runs its own system still: nobody there would read an order.
    await client.getByRole('button', { name: `Power-cycle ${name}` }).press('Enter');
    const cut = page.getByRole('alertdialog', { name: `Power-cycle ${name}?` });
    await expect(cut.getByRole('list', { name: 'What happens to each' })).toContainText(
      'is ended and started anew on',
    );
    await cut.getByRole('button', { name: 'Power-cycle', exact: true }).press('Enter');
    await expect(cut).toHaveCount(0);
    await expect(client).toContainText('As it should be');
    await client.getByRole('checkbox').check();
    await images.getByRole('button', { name: 'Boot as before…' }).click();
    const ask = page.getByRole('alertdialog', { name: `Let ${name} boot as before?` });
    await ask.getByRole('button', { name: 'Put the configuration back' }).click();
    await expect(ask).toHaveCount(0);
    await expect(client).toHaveCount(0);
  });

  test('rolls a version out by keyboard, with a preview, and sees every client healthy', async ({
    page,
  }) => {
    const images = page.getByRole('main', { name: 'Images' });
    const web = images.getByRole('region', { name: 'Web servers' });
    const newest = web.getByRole('row').filter({ hasText: 'testing' });
    await newest.getByRole('button', { name: 'Roll out…' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: /^Roll out/ });
    const soak = dialog.getByRole('textbox', { name: 'Soak, minutes' });
    await soak.fill('0');
    await soak.press('Tab');
    await expect(dialog.getByRole('region', { name: 'Who is touched when' })).toContainText(
      'Canary',
    );
    await dialog.getByRole('button', { name: 'Start the rollout' }).press('Enter');
    await expect(dialog).toHaveCount(0);
    await images.getByRole('radio', { name: 'Rollouts' }).press('Enter');
    const orders = images.getByRole('toolbar', { name: 'Orders' });
    const pause = orders.getByRole('button', { name: 'Pause' });
    await expect(pause).not.toHaveAttribute('aria-disabled', 'true');
    await pause.press('Enter');
    await expect(images.locator('.rollout-head[data-status="paused"]')).toBeVisible();
    // From the board it is seen, too, with the way back to it.
    await page.keyboard.press('b');
    await expect(images).toHaveCount(0);
    const tray = page.getByRole('region', { name: 'Jobs' });
    await expect(tray).toContainText('1 rollout');
    await tray.getByRole('button', { name: 'Jobs' }).press('Enter');
    await tray.getByRole('button', { name: /^Open: Roll out web/ }).press('Enter');
    const resume = orders.getByRole('button', { name: 'Resume' });
    await expect(resume).not.toHaveAttribute('aria-disabled', 'true');
    await resume.press('Enter');
    const finished = images.getByRole('region', { name: 'Finished rollouts' });
    await expect(finished).toContainText('Done');
    await expect(finished).toContainText('healthy');
    await finished.getByRole('button', { name: /^Record of web/ }).press('Enter');
    const record = images.getByRole('region', { name: /^Record of web/ });
    await expect(record.getByRole('table', { name: 'Events' })).toContainText('healthy');
    const download = page.waitForEvent('download');
    await record.getByRole('button', { name: 'Save the record as CSV' }).press('Enter');
    expect((await download).suggestedFilename()).toMatch(/^rollout-web-.*\.csv$/);
    await record.getByRole('button', { name: 'All rollouts' }).press('Enter');
    await images.getByRole('radio', { name: 'Clients' }).press('Enter');
    await expect(images.getByRole('row').filter({ hasText: 'web-' }).first()).toBeVisible();
    await page.keyboard.press('b');
    await expect(images).toHaveCount(0);
    // The tray is cleared of what has ended, rollouts too.
    await expect(tray).toContainText('1 rollout');
    await tray.getByRole('button', { name: 'Clear ended' }).press('Enter');
    await expect(tray).toHaveCount(0);
  });

  test('lets what a role is called and its health command be changed later', async ({ page }) => {
    const images = page.getByRole('main', { name: 'Images' });
    await images.getByRole('button', { name: 'Edit the role web' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'The role web' });
    const save = dialog.getByRole('button', { name: 'Save' });
    await expect(save).toHaveAttribute('aria-disabled', 'true');
    await dialog.getByRole('textbox', { name: 'Title' }).fill('Web fronts');
    await dialog.getByRole('textbox', { name: 'Health command' }).fill('systemctl is-active nginx');
    await save.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(images.getByRole('region', { name: 'Web fronts' })).toBeVisible();
    await images.getByRole('button', { name: 'Edit the role web' }).press('Enter');
    await expect(dialog.getByRole('textbox', { name: 'Health command' })).toHaveValue(
      'systemctl is-active nginx',
    );
    await page.keyboard.press('Escape');
    // One under another is one column: each role's table has the same.
    const lefts = await images
      .locator('.images-role th:nth-child(5)')
      .evaluateAll((cells) => cells.map((cell) => Math.round(cell.getBoundingClientRect().left)));
    expect(new Set(lefts).size).toBe(1);
    await page.screenshot({ path: test.info().outputPath('roles.png') });
  });

  test('imports an image from files on the server, with a look at them before, and progress', async ({
    page,
  }) => {
    const images = page.getByRole('main', { name: 'Images' });
    await images.getByRole('button', { name: 'Import an image…' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Import an image' });
    const button = dialog.getByRole('button', { name: 'Import', exact: true });
    await dialog.getByRole('textbox', { name: 'Folder' }).fill('/srv/nothing');
    const preview = dialog.getByRole('region', { name: 'What would be taken in' });
    await expect(preview).toContainText('It is not there');
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await dialog.getByRole('textbox', { name: 'Folder' }).fill('/srv/incoming/web-24');
    await expect(preview).toContainText('A squashfs.');
    await dialog.getByRole('button', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'A new role…' }).click();
    await dialog.getByRole('textbox', { name: 'Name of the role' }).fill('shop');
    await dialog.getByRole('textbox', { name: 'Title' }).fill('Shop fronts');
    await button.press('Enter');
    await expect(dialog).toHaveCount(0);
    const imports = images.getByRole('list', { name: 'Imports' });
    await expect(imports).toContainText('shop has a new version');
    await expect(images.getByRole('region', { name: 'Shop fronts' })).toContainText(
      '/srv/incoming',
    );
    await imports.getByRole('button', { name: 'Dismiss' }).click();
    await expect(imports).toHaveCount(0);
  });

  test('sends an image from this computer, and names a digest that is wrong', async ({ page }) => {
    const folder = mkdtempSync(join(tmpdir(), 'stateroom-build-'));
    try {
      writeFileSync(join(folder, 'rootfs.squashfs'), `hsqs${'x'.repeat(3_000_000)}`);
      writeFileSync(join(folder, 'initrd.img'), '070701');
      writeFileSync(join(folder, 'vmlinuz'), `${'.'.repeat(514)}HdrS`);
      const images = page.getByRole('main', { name: 'Images' });
      await images.getByRole('button', { name: 'Import an image…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Import an image' });
      await dialog.getByRole('radio', { name: 'On this computer' }).click();
      await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder);
      await dialog.getByRole('textbox', { name: 'Digest, if you know it' }).fill('a'.repeat(64));
      await expect(dialog.getByRole('region', { name: 'What would be taken in' })).toContainText(
        'A Linux kernel.',
      );
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      const imports = images.getByRole('list', { name: 'Imports' });
      await expect(imports).toContainText('nothing of it is there');
      await expect(imports).toContainText(`and not ${'a'.repeat(64)}`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('resets the state of a client that lost its drive, keeps what it had, and gives it back', async ({
    page,
  }) => {
    const images = page.getByRole('main', { name: 'Images' });
    await images.getByRole('radio', { name: 'Clients' }).press('Enter');
    const row = images.getByRole('row').filter({ hasText: 'Without its drive' }).first();
    const box = row.getByRole('checkbox');
    const client = (await box.getAttribute('aria-label')) ?? '';
    await box.focus();
    await page.keyboard.press('Space');
    const chosen = images.getByRole('toolbar', { name: 'Chosen clients' });
    await chosen.getByRole('button', { name: 'Reset the state…' }).press('Enter');
    const dialog = page.getByRole('alertdialog', { name: `Reset the state of ${client}?` });
    await expect(dialog).toContainText(`state/${client} goes to state/.set-aside/${client}/`);
    await dialog.getByRole('button', { name: 'Set aside and reboot' }).press('Enter');
    await expect(dialog.getByRole('status')).toContainText('Done for 1 client.');
    await dialog.getByRole('button', { name: 'Close' }).first().press('Enter');
    const own = images.getByRole('row').filter({ has: page.getByLabel(client, { exact: true }) });
    await expect(own).toContainText('As it should be');

    await images.getByRole('button', { name: 'Drives that were set aside…' }).press('Enter');
    const aside = page.getByRole('dialog', { name: 'Drives that were set aside' });
    await aside.getByRole('button', { name: `Put back: ${client}` }).press('Enter');
    await aside.getByRole('button', { name: 'Put it back and reboot' }).press('Enter');
    await expect(aside.getByRole('status')).toContainText('Done for 1 client.');
    // What lay there in between is set aside in its turn.
    await expect(aside.getByRole('table', { name: 'Drives' }).getByRole('row')).toHaveCount(1);
  });

  test('reboots clients that run another image into the right one, all of them at once', async ({
    page,
  }) => {
    const images = page.getByRole('main', { name: 'Images' });
    await images.getByRole('radio', { name: 'Clients' }).click();
    const others = images.getByRole('row').filter({ hasText: 'Runs another image' });
    await expect(others.first()).toBeVisible();
    await images.getByRole('button', { name: 'Shown' }).click();
    await page.getByRole('option', { name: /^Runs another image/ }).click();
    await images.getByRole('checkbox', { name: 'All that are shown' }).check();
    await images.getByRole('button', { name: 'Reboot into the right image…' }).click();
    const dialog = page.getByRole('alertdialog', { name: /^Reboot .* into the right image/ });
    await expect(dialog).toContainText('and reboots into');
    await dialog.getByRole('button', { name: 'Reboot', exact: true }).click();
    await expect(dialog.getByRole('status')).toContainText('Done for');
    await dialog.getByRole('button', { name: 'Close' }).first().click();
    await expect(others).toHaveCount(0);
  });

  test('is searched: a client is found from everywhere and shown among the others', async ({
    page,
  }) => {
    const images = page.getByRole('main', { name: 'Images' });
    await images.getByRole('radio', { name: 'Clients' }).press('Enter');
    const name = await images
      .locator('tr[data-drift]')
      .last()
      .getByRole('checkbox')
      .getAttribute('aria-label');
    await page.keyboard.press('b');
    await page.keyboard.press('Control+k');
    await page.keyboard.type(name ?? '');
    const palette = page.getByRole('dialog', { name: 'Search everywhere' });
    const found = palette.getByRole('group', { name: 'Images and clients' }).getByRole('option');
    await expect(found.first()).toContainText('client of');
    await found.first().click();
    await expect(images.getByRole('textbox', { name: 'Name, role or group' })).toHaveValue(
      name ?? '',
    );
    await expect(images.locator('tr[data-drift]').first()).toContainText(name ?? '');
  });

  test('goes back to what was stable before, says what changed, and does nothing to the past', async ({
    page,
  }) => {
    const images = page.getByRole('main', { name: 'Images' });
    const web = images.getByRole('region', { name: 'Web servers' });
    const tag = page.locator('.images-tag', { hasText: /^stable$/ });
    const stable = web.getByRole('row').filter({ has: tag });
    const digestOf = () => stable.locator('code').first().textContent();
    await expect(stable).toHaveCount(1);
    const before = await digestOf();
    const newer = web.getByRole('row').filter({ hasNot: tag }).nth(1);
    await newer.getByRole('button', { name: 'Make stable' }).click();
    await expect.poll(digestOf).not.toBe(before);
    const after = await digestOf();

    await page.keyboard.press('h');
    const bar = page.getByRole('region', { name: 'Back in time' });
    const slider = bar.getByRole('slider');
    await expect(slider).toBeFocused();
    await expect(bar).toContainText('The image server is shown as it is now');
    // Moments of the board come in between.
    await expect(async () => {
      await slider.press('ArrowLeft');
      await expect(bar).toHaveAttribute('aria-busy', 'false');
      expect(await digestOf()).toBe(before);
    }).toPass();
    const act = stable.getByRole('button', { name: 'Roll out…' });
    await expect(act).toHaveAttribute('aria-disabled', 'true');
    await bar.getByRole('button', { name: 'What changed' }).click();
    const dialog = page.getByRole('dialog', { name: /^What changed/ });
    await dialog.getByRole('textbox', { name: 'Named' }).fill('web stable');
    await expect(dialog.getByRole('list', { name: 'Changes' })).toContainText('channel changed on');
    await page.keyboard.press('Escape');
    await bar.getByRole('button', { name: 'Back to now' }).click();
    await expect.poll(digestOf).toBe(after);
  });

  test('tells what the server lacks, with the very commands, and asks before it runs them', async ({
    page,
  }) => {
    const images = page.getByRole('main', { name: 'Images' });
    await images.getByRole('radio', { name: 'Server' }).click();
    const timer = images.getByRole('region', { name: 'Rollouts with no console open' });
    await expect(timer).toContainText('Node.js is missing there.');
    await expect(timer).toContainText('--no-install-recommends nodejs');
    const lack = images.getByRole('listitem').filter({ hasText: 'dnsmasq is missing' });
    await expect(lack).toContainText('apt-get install --yes');
    await lack.getByRole('button', { name: 'Run…' }).click();
    const dialog = page.getByRole('alertdialog', { name: /Run this on images-1/ });
    await expect(dialog).toContainText('apt-get update');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toHaveCount(0);
  });
});

test('the images are there for whoever has no Xen host at all', async ({ page }) => {
  const data = makeDataDir();
  const shell = await startConsole({ dataDir: data.path, args: ['--site', 'ask'] });
  try {
    await page.goto(shell.url);
    await page.getByRole('button', { name: 'Go to the images' }).click();
    const images = page.getByRole('main', { name: 'Images' });
    await expect(images).toContainText('One image, many machines');
    await images.getByRole('button', { name: 'Add an image server' }).press('Enter');
    await expect(page.getByRole('dialog', { name: /image server/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('b');
    await expect(page.getByRole('heading', { name: 'Connect your own host' })).toBeVisible();
  } finally {
    await shell.stop();
    data.remove();
  }
});
