import { expect, test } from '../support/renderer-page.ts';
import { sampleVm } from '../support/sample-site.ts';

test.describe('the details beside the board', () => {
  test('show a VM, open by Enter, and close by Escape with the keyboard back on the VM', async ({
    page,
    openSite,
    fake,
  }) => {
    await openSite({ hosts: 2, vms: 0 });
    const vm = sampleVm({
      hostId: 'h1',
      name: 'db1',
      uuid: '11111111-2222-4333-8444-555555555555',
      configPath: '/etc/xen/db1.cfg',
      consoleTty: '/dev/pts/7',
      autostart: true,
      weight: 512,
      cap: 150,
    });
    await fake.emit([{ type: 'vm-put', vm }]);
    const chip = page.getByRole('option', { name: /^db1/ });
    await chip.focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Details' });
    await expect(panel).toBeFocused();
    await expect(panel.getByRole('heading', { name: 'db1' })).toBeVisible();
    const facts = {
      UUID: vm.uuid ?? '',
      File: '/etc/xen/db1.cfg',
      Console: '/dev/pts/7',
      Weight: '512',
      Cap: '150 %',
      Autostart: 'yes, with its host',
    };
    for (const [name, value] of Object.entries(facts)) {
      const fact = panel.locator('.fact').filter({ has: page.getByText(name, { exact: true }) });
      await expect(fact.getByRole('definition')).toContainText(value);
    }
    await page.keyboard.press('Escape');
    await expect(panel).toHaveCount(0);
    await expect(chip).toBeFocused();
  });

  test('name what stops a VM from moving', async ({ page, openSite, fake }) => {
    await openSite({ hosts: 3, vms: 0 });
    await fake.emit([
      { type: 'vm-put', vm: sampleVm({ hostId: 'h1', name: 'pinned', noMigrate: true }) },
    ]);
    await page.getByRole('option', { name: /^pinned/ }).dblclick();
    const panel = page.getByRole('complementary', { name: 'Details' });
    await expect(panel.locator('[data-reason="no-migrate"]')).toHaveCount(1);
  });

  test('lead to the actions on a VM', async ({ page, openSite, fake }) => {
    await openSite({ hosts: 3, vms: 0 });
    await fake.emit([{ type: 'vm-put', vm: sampleVm({ hostId: 'h1', name: 'web1' }) }]);
    await page.getByRole('option', { name: /^web1/ }).dblclick();
    const panel = page.getByRole('complementary', { name: 'Details' });
    await panel.getByRole('button', { name: 'Move to…' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await fake.state((state) => state.view.dialog)).toEqual({
      kind: 'move-to',
      vms: [{ hostId: 'h1', name: 'web1' }],
    });
    await page.keyboard.press('Escape');
    await panel.getByRole('button', { name: 'Force off' }).click();
    expect(await fake.state((state) => state.view.dialog)).toMatchObject({
      kind: 'confirm-power',
      action: 'force-off',
    });
  });

  test('go along with a VM that moves', async ({ page, openSite, fake }) => {
    await openSite({ hosts: 2, vms: 0 });
    const vm = sampleVm({ hostId: 'h1', name: 'web1' });
    await fake.emit([{ type: 'vm-put', vm }]);
    await page.getByRole('option', { name: /^web1/ }).dblclick();
    await fake.emit([
      { type: 'vm-removed', hostId: 'h1', name: 'web1' },
      { type: 'vm-put', vm: { ...vm, hostId: 'h2' } },
    ]);
    const panel = page.getByRole('complementary', { name: 'Details' });
    await expect(panel.getByText('running on')).toContainText('xen-01-02');
  });

  test('show a host: its link, versions, capabilities, and how it is reached', async ({
    page,
    openSite,
  }) => {
    await openSite({ hosts: 4, vms: 8 });
    await page.getByRole('button', { name: 'Host xen-01-04' }).click();
    const panel = page.getByRole('complementary', { name: 'Details' });
    await expect(panel.getByText(/^online, connected/)).toBeVisible();
    for (const fact of ['4.17.5', 'credit2', 'xen4.example.org', 'root@10.20.0.13:22', 'xenbr0']) {
      await expect(panel.getByText(fact, { exact: true }).first()).toBeVisible();
    }
    await expect(panel.getByText('PV guests cannot leave here while they run')).toBeVisible();
    await expect(panel.locator('.fingerprint code')).toHaveText(/^SHA256:/);
    await page.keyboard.press('Escape');
    await expect(panel).toHaveCount(0);
  });

  test('give a host’s trouble in the other side’s own words', async ({ page, openSite, fake }) => {
    await openSite({ scenario: 'broken', hosts: 5, vms: 20 });
    await page.getByRole('button', { name: 'Host xen-01-02' }).click();
    const panel = page.getByRole('complementary', { name: 'Details' });
    await expect(panel.getByText(/^unreachable, last seen 4 min ago/)).toBeVisible();
    await expect(
      panel.getByText('ssh: connect to host 10.20.0.11 port 22: Connection timed out'),
    ).toBeVisible();
    await panel.getByRole('button', { name: 'Connect' }).click();
    await expect(panel.getByText(/^connecting/)).toBeVisible();
    await expect.poll(() => fake.calls('hosts.connect')).toEqual([{ hostId: 'h2' }]);
  });

  test('show a VM’s configuration as it is on its host', async ({ page, openSite, fake }) => {
    await openSite({ hosts: 2, vms: 0 });
    await fake.emit([
      {
        type: 'vm-put',
        vm: sampleVm({ hostId: 'h1', name: 'web1', configPath: '/etc/xen/web1.cfg' }),
      },
    ]);
    await page.getByRole('option', { name: /^web1/ }).dblclick();
    await page.getByRole('button', { name: 'View' }).click();
    const dialog = page.getByRole('dialog', { name: 'Configuration of web1' });
    await expect(dialog.locator('pre')).toContainText('name = "web1"');
    await expect(dialog.getByRole('button', { name: 'Copy all' })).toBeVisible();
  });
});
