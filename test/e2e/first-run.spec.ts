import { expect, test } from '../support/renderer-page.ts';

test.describe('the first run', () => {
  test('offers the demo site and a host of one’s own, and no board yet', async ({
    page,
    openSite,
  }) => {
    await openSite({ scenario: 'first-run' });
    await expect(page.getByRole('heading', { name: 'Connect your own host' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Look around in the demo site' })).toBeVisible();
    await expect(page.getByRole('main', { name: 'Hosts and their VMs' })).toHaveCount(0);
  });

  test('is also what an own site without hosts shows', async ({ page, openSite }) => {
    await openSite({ scenario: 'empty' });
    await expect(page.getByRole('button', { name: 'Look around in the demo site' })).toBeVisible();
  });

  test('opens the demo site, which says so and leads to one’s own hosts', async ({
    page,
    openSite,
    fake,
  }) => {
    await openSite({ scenario: 'first-run' });
    await page.getByRole('button', { name: 'Look around in the demo site' }).click();
    await expect(page.getByText('This is the demo site.')).toBeVisible();
    await expect.poll(() => fake.calls('site.openDemo')).toHaveLength(1);

    await page.getByRole('button', { name: 'Connect your own host' }).click();
    await expect(page.getByRole('dialog', { name: 'Connect a host' })).toBeVisible();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Leave the demo' }).click();
    await expect(page.getByRole('heading', { name: 'Connect your own host' })).toBeVisible();
    await expect.poll(() => fake.calls('site.openOwn')).toHaveLength(1);
  });

  test('fills the form from a host of ~/.ssh/config, and connects to it', async ({
    page,
    openSite,
    fake,
  }) => {
    await openSite({ scenario: 'first-run' });
    await page.getByRole('option', { name: 'backup' }).click();
    await expect(page.getByLabel('Address', { exact: true })).toHaveValue('backup');
    await expect(page.getByLabel('User')).toHaveValue('admin');
    await expect(page.getByLabel('SSH port')).toHaveValue('2222');

    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(page.getByRole('article', { name: 'backup' })).toBeVisible();
    await expect
      .poll(() => fake.calls('hosts.add'))
      .toEqual([
        {
          label: 'backup',
          access: {
            address: 'backup',
            port: 2222,
            user: 'admin',
            identityFiles: [],
            proxyJump: [],
            migrationAddress: null,
            migrationPort: null,
          },
        },
      ]);
  });

  test('can be gone through by keyboard alone', async ({ page, openSite, fake }) => {
    await openSite({ scenario: 'first-run' });
    await page.getByLabel('Address', { exact: true }).focus();
    await page.keyboard.type('ssh://admin@xen-a.example.org:2200');
    await page.keyboard.press('Tab');
    await expect(page.getByLabel('Address', { exact: true })).toHaveValue('xen-a.example.org');
    await expect(page.getByLabel('User')).toHaveValue('admin');
    await expect(page.getByLabel('SSH port')).toHaveValue('2200');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('article', { name: 'xen-a.example.org' })).toBeVisible();
    await expect
      .poll(() => fake.calls('hosts.add'))
      .toMatchObject([{ access: { address: 'xen-a.example.org', user: 'admin', port: 2200 } }]);
  });
});

test.describe('the form for a host', () => {
  test('tells what is wrong, and sends nothing', async ({ page, openSite, fake }) => {
    await openSite({ hosts: 2, vms: 4 });
    await page.getByRole('button', { name: 'Connect your own host' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('SSH port').fill('99999');
    await dialog.getByLabel('User').fill('two words');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(dialog.getByText('Give its name, its address, or its alias')).toBeVisible();
    await expect(dialog.getByText('A whole number from 1 to 65535.')).toBeVisible();
    await expect(dialog.getByText('An account has no spaces')).toBeVisible();
    await expect(dialog.getByLabel('Address', { exact: true })).toBeFocused();
    await expect.poll(() => fake.calls('hosts.add')).toEqual([]);
  });

  test('unfolds what is wrong further down', async ({ page, openSite }) => {
    await openSite({ hosts: 2, vms: 4 });
    await page.getByRole('button', { name: 'Connect your own host' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Address', { exact: true }).fill('xen-c');
    const more = dialog.getByRole('button', { name: /^More/ });
    await more.click();
    await dialog.getByLabel('Jump hosts', { exact: true }).fill('one two');
    await more.click();
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(dialog.getByText('“one two” has to be user@address:port')).toBeVisible();
  });

  test('does not add a host a second time', async ({ page, openSite, fake }) => {
    await openSite({ hosts: 2, vms: 4 });
    await fake.emit([{ type: 'site', kind: 'own' }]);
    await page.getByRole('button', { name: 'Connect a host' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Address', { exact: true }).fill('10.20.0.10');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(dialog.getByText('It is on the board already, as “xen-01-01”.')).toBeVisible();
  });

  test('changes how a host is reached', async ({ page, openSite, fake }) => {
    await openSite({ hosts: 2, vms: 4 });
    await page.getByRole('button', { name: 'Host xen-01-02' }).click();
    await page.getByRole('button', { name: 'Edit…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('Address', { exact: true })).toHaveValue('10.20.0.11');
    await dialog.getByLabel('Name on the board').fill('rack 2');
    await dialog.getByRole('button', { name: 'Save and connect' }).click();
    await expect(dialog).toHaveCount(0);
    await expect
      .poll(() => fake.calls('hosts.update'))
      .toMatchObject([{ hostId: 'h2', label: 'rack 2' }]);
    await expect(page.getByRole('article', { name: 'rack 2' })).toBeVisible();
  });

  test('removing a host names what is forgotten, its key, and that nothing there changes', async ({
    page,
    openSite,
    fake,
  }) => {
    await openSite({ hosts: 2, vms: 4 });
    await page.getByRole('button', { name: 'Host xen-01-02' }).click();
    await page.getByRole('button', { name: 'Remove…' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Remove xen-01-02 from the console?' });
    await expect(dialog.getByText('Nothing on the host changes.')).toBeVisible();
    await expect(dialog.locator('.fingerprint code')).toHaveText(
      'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU',
    );
    await expect(dialog.getByRole('button', { name: 'Keep it' })).toBeFocused();
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(page.getByRole('article', { name: 'xen-01-02' })).toHaveCount(0);
    await expect.poll(() => fake.calls('hosts.remove')).toEqual([{ hostId: 'h2' }]);
    await expect(page.getByRole('complementary', { name: 'Details' })).toHaveCount(0);
  });
});
