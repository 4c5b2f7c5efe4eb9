import { expect, test } from '../support/renderer-page.ts';

test.describe('the reports', () => {
  test.beforeEach(({ openSite }) => openSite({ hosts: 3, vms: 24 }));

  test('show what the file will have, for what is chosen', async ({ page, fake }) => {
    await page.keyboard.press('r');
    const reports = page.getByRole('main', { name: 'Reports' });
    const preview = reports.getByRole('article', { name: 'Preview' });
    await expect(preview.getByRole('heading', { level: 2 })).toHaveText('Site inventory');
    await expect(
      preview.getByRole('region', { name: 'Hosts', exact: true }).getByRole('row'),
    ).toHaveCount(4);
    await expect(preview.getByRole('region', { name: 'Disks', exact: true })).toHaveCount(0);
    const vms = preview.getByRole('region', { name: 'Virtual machines', exact: true });
    await expect(vms.getByRole('row')).toHaveCount(13);
    await expect(vms).toContainText('The file has all rows; these are the first.');

    await reports.getByRole('checkbox', { name: /^Disks/ }).check({ force: true });
    await expect(preview.getByRole('heading', { name: 'Disks' })).toBeVisible();

    await reports.getByRole('button', { name: / Report$/ }).click();
    await page.getByRole('option', { name: 'Capacity' }).click();
    await expect(preview.getByRole('heading', { level: 2 })).toHaveText('Capacity');
    await expect(preview.getByRole('img', { name: 'CPU in use' })).toBeVisible();
    await expect(
      preview.getByRole('region', { name: 'If a host fails', exact: true }),
    ).toContainText('yes');
    const [first] = await fake.calls('reports.preview');
    expect(first).toMatchObject({ kind: 'site', to: null });
  });

  test('say what is missing instead of making nothing', async ({ page }) => {
    await page.keyboard.press('r');
    const reports = page.getByRole('main', { name: 'Reports' });
    await expect(reports.getByRole('article', { name: 'Preview' })).toBeVisible();
    for (const box of await reports.getByRole('checkbox').all()) {
      if (await box.isChecked()) await box.uncheck({ force: true });
    }
    await expect(reports.getByRole('status')).toHaveText('Choose at least one section.');
    await expect(reports.getByRole('button', { name: 'Save' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await reports.getByRole('checkbox', { name: 'Summary' }).check({ force: true });
    await reports.getByRole('button', { name: / Period$/ }).click();
    await page.getByRole('option', { name: 'from … to …' }).click();
    await reports.getByLabel('To', { exact: true }).fill('2020-01-01T00:00:00');
    await expect(reports.getByRole('status')).toHaveText('The period has to end after it begins.');
  });

  test('are found by the search, are of a host by its menu, and let go with Escape', async ({
    page,
    fake,
  }) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('report capac');
    const found = page.getByRole('option', { name: 'Report: Capacity' });
    await expect(found).toHaveAttribute('data-focused', 'true');
    await page.keyboard.press('Enter');
    const reports = page.getByRole('main', { name: 'Reports' });
    await expect(reports.getByRole('heading', { level: 2 })).toHaveText('Capacity');
    await page.keyboard.press('Escape');
    await expect(reports).toHaveCount(0);

    const card = page.getByRole('article').first();
    const name = await card.getAttribute('aria-label');
    await card.getByRole('heading').first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Report on it…' }).click();
    await expect(reports.getByRole('heading', { level: 2 })).toHaveText(`Host report: ${name}`);
    expect(await fake.state(({ view }) => view.screen.kind)).toBe('reports');
  });

  test('are of the moment that the board was taken back to', async ({ page, fake }) => {
    const state = await fake.state(({ site }) => site);
    const [hostId = ''] = Object.keys(state.vms);
    const [name = ''] = Object.keys(state.vms[hostId] ?? {});
    await fake.emit([{ type: 'vm-removed', hostId, name }]);
    await page.keyboard.press('h');
    await page.getByRole('slider', { name: 'Moment' }).press('Home');
    await expect(page.getByText('The past:')).toBeVisible();
    const [first] = await fake.state(({ travel }) => travel?.moments ?? []);
    expect(first).toBeDefined();
    await page.getByRole('button', { name: 'Reports' }).click();
    const preview = page.getByRole('article', { name: 'Preview' });
    await expect(preview.getByRole('heading', { level: 2 })).toHaveText('Site inventory');
    await expect
      .poll(async () => (await fake.calls('reports.preview')).at(-1))
      .toMatchObject({ to: first });
  });

  test('are made by themselves on a schedule, and say so when they could not be', async ({
    page,
    fake,
  }) => {
    await page.keyboard.press('r');
    await page.getByRole('button', { name: 'Schedule…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reports on a schedule' });
    await expect(dialog.getByRole('button', { name: 'Switch it on' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await dialog.getByRole('textbox', { name: 'Into the folder' }).fill('/srv/reports');
    await dialog.getByRole('button', { name: 'Switch it on' }).click();
    await expect(dialog).toHaveCount(0);
    const [changes] = await fake.calls('settings.update');
    expect(changes).toMatchObject({
      reportSchedule: { on: true, every: 'week', hour: 6, folder: '/srv/reports', kind: 'site' },
    });
    await expect(page.getByRole('button', { name: 'Scheduled…' })).toBeVisible();

    const settings = await fake.state(({ site }) => site.settings);
    const error = {
      code: 'report-not-written' as const,
      message: 'The report could not be written: the disk is full.',
      retryable: false,
    };
    await fake.emit([
      {
        type: 'settings',
        settings: { ...settings, reportRun: { at: 1, path: null, mailedTo: [], error } },
      },
    ]);
    await expect(page.getByText('The scheduled report was not made')).toBeVisible();
    await page.getByRole('button', { name: 'Scheduled…' }).click();
    await expect(dialog.getByRole('alert')).toContainText('the disk is full');
    await dialog.getByRole('button', { name: 'Switch it off' }).click();
    await expect
      .poll(async () => (await fake.calls('settings.update')).at(-1))
      .toMatchObject({ reportSchedule: { on: false } });
  });

  test('go out by mail, too: what is missing is said, a test mail shows the server’s answer, and the password leaves the page', async ({
    page,
    fake,
  }) => {
    await page.keyboard.press('r');
    await page.getByRole('button', { name: 'Schedule…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reports on a schedule' });
    const field = (name: string) => dialog.getByRole('textbox', { name, exact: true });
    await field('To').fill('boss@example.org, nonsense');
    const test = dialog.getByRole('button', { name: 'Send a test mail' });
    await expect(test).toHaveAttribute('aria-disabled', 'true');
    await field('To').fill('boss@example.org');
    await field('Mail server').fill('mail.example.org');
    await field('From').fill('stateroom@example.org');
    await field('User').fill('anna');
    await dialog.getByLabel('Password').fill('correct horse');
    await test.click();
    await expect(dialog.getByText('Sent to boss@example.org.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Switch it on' }).click();
    await expect(dialog).toHaveCount(0);
    const route = { server: 'mail.example.org', port: 587, user: 'anna' };
    expect((await fake.calls('reports.setMailPassword'))[0]).toEqual({
      ...route,
      password: 'correct horse',
      keep: 'remember',
    });
    const [changes] = await fake.calls('settings.update');
    expect(changes).toMatchObject({
      reportSchedule: { folder: '', mail: { ...route, to: ['boss@example.org'] } },
    });
    expect(JSON.stringify(changes)).not.toContain('correct horse');
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`can be read in the ${theme} theme`, async ({ page, openSite }) => {
      await openSite({ hosts: 3, vms: 24, theme });
      await page.keyboard.press('r');
      const preview = page.getByRole('article', { name: 'Preview' });
      await expect(preview.getByRole('img').first()).toBeVisible();
      const colours = await preview.evaluate((element) => {
        const { color, backgroundColor } = getComputedStyle(element);
        return [color, backgroundColor];
      });
      expect(colours).toEqual(
        theme === 'light'
          ? ['rgb(19, 32, 43)', 'rgb(255, 255, 255)']
          : ['rgb(232, 238, 242)', 'rgb(23, 32, 39)'],
      );
    });
  }
});
