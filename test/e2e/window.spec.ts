import { expect, test } from '../support/renderer-page.ts';

test.describe('settings', () => {
  test('change the theme at once', async ({ page, openSite, fake }) => {
    await openSite({ hosts: 2, vms: 4 });
    await page.getByRole('button', { name: 'Settings' }).click();
    const dialog = page.getByRole('dialog', { name: 'Settings' });
    await dialog.getByRole('radio', { name: 'Dark' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await expect.poll(ground).toBe('rgb(14, 20, 25)');
    await dialog.getByRole('radio', { name: 'Light' }).click();
    await expect.poll(ground).toBe('rgb(238, 241, 244)');
    await expect
      .poll(() => fake.calls('settings.update'))
      .toEqual([{ theme: 'dark' }, { theme: 'light' }]);
  });

  test('keep numbers within their bounds', async ({ page, openSite, fake }) => {
    await openSite({ hosts: 2, vms: 4 });
    await page.keyboard.press('Control+,');
    const dialog = page.getByRole('dialog', { name: 'Settings' });
    await dialog.getByRole('button', { name: 'Increase Moves at once' }).click();
    await expect(dialog.getByRole('textbox', { name: 'Moves at once' })).toHaveValue('3');
    await dialog.getByRole('textbox', { name: 'Memory ceiling' }).fill('250');
    await page.keyboard.press('Tab');
    await expect(dialog.getByRole('textbox', { name: 'Memory ceiling' })).toHaveValue('100%');
    await expect
      .poll(() => fake.calls('settings.update'))
      .toEqual([{ moveConcurrency: 3 }, { memoryCeiling: 1 }]);
  });
});

test('the site is given the name that stands on its reports, kept when the field is left', async ({
  page,
  openSite,
  fake,
}) => {
  await openSite({ hosts: 2, vms: 4 });
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('textbox', { name: 'Name of the site' }).fill(' Lab München ');
  await page.keyboard.press('Tab');
  await expect.poll(() => fake.calls('settings.update')).toEqual([{ siteName: 'Lab München' }]);
});

test.describe('the window', () => {
  test('answers its own keys, but not while one writes', async ({ page, openSite }) => {
    await openSite({ hosts: 2, vms: 4 });
    await page.keyboard.press('/');
    await expect(page.getByLabel('Find hosts and VMs by name')).toBeFocused();
    await page.keyboard.type('?');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).focus();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  test('says when the core is lost, and when it is there again says no more', async ({
    page,
    openSite,
    fake,
  }) => {
    await openSite({ hosts: 2, vms: 4 });
    await fake.setConnected(false);
    const strip = page.getByText('The console’s core cannot be reached.');
    await expect(strip).toBeVisible();
    await expect(page.getByRole('article', { name: 'xen-01-01' })).toBeVisible();
    await fake.setConnected(true);
    await expect(strip).toHaveCount(0);
  });

  test('shows an error until it is closed', async ({ page, openSite, fake }) => {
    await openSite({ scenario: 'broken', hosts: 5, vms: 20 });
    await page.getByRole('button', { name: 'Host xen-01-02' }).click();
    await fake.setConnected(false);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    const notice = page.getByRole('region', { name: 'Notices' }).getByRole('alert');
    await expect(notice).toContainText('Could not connect xen-01-02');
    await notice.getByRole('button', { name: 'Close this notice' }).click();
    await expect(notice).toHaveCount(0);
  });

  test('takes a notice away by itself, but not while the pointer is on it', async ({
    page,
    openSite,
    fake,
  }) => {
    await page.clock.install();
    await openSite({ scenario: 'broken', hosts: 5, vms: 20 });
    // From now on only the time that is given here passes.
    await page.clock.pauseAt(Date.now() + 60_000);
    const running = await fake.state((state) => state.site.jobs.j3);
    if (!running) throw new Error('the scenario has no running job j3');
    const summary = 'It runs elsewhere now.';
    await fake.emit([{ type: 'job-put', job: { ...running, state: 'succeeded', summary } }]);
    const notice = page.getByRole('region', { name: 'Notices' }).getByText(summary);
    await page.clock.runFor(1000);
    await notice.hover();
    await page.clock.runFor(60_000);
    await expect(notice).toBeVisible();
    await page.mouse.move(640, 10);
    await page.clock.runFor(9000);
    await expect(notice).toHaveCount(0);
  });
});
