import { expect, type Page, test } from 'playwright/test';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';
import { leaveDemoSite, pausedGuest } from '../support/left-demo-site.ts';
import { boardPage } from './pages/board-page.ts';

/** A console that has seen the demo's hosts, started again when none of them is there any more. */
test.describe('a stored site without any host', () => {
  const data = makeDataDir();
  const guest = { host: 'xen-01', name: pausedGuest };
  let ids: string[];
  let rollouts: { open: string; ended: string };
  let console_: ConsoleProcess;

  test.beforeAll(async () => {
    ({ ids, rollouts } = await leaveDemoSite(data.path));
    console_ = await startConsole({ dataDir: data.path, args: ['--site', 'own'] });
  });
  test.beforeEach(({ page }) => open(page));
  test.afterAll(async () => {
    await console_?.stop();
    data.remove();
  });

  /** The link works once; after it, the cookie of the page's own context has to be made anew. */
  async function open(page: Page): Promise<void> {
    await console_.stop();
    console_ = await startConsole({ dataDir: data.path, args: ['--site', 'own'] });
    await page.goto(console_.url);
    // Keys count from when the board is there.
    await page.locator('[data-host-id]').first().waitFor();
  }

  const board = (page: Page) => boardPage(page);
  const details = (page: Page) => page.getByRole('complementary', { name: 'Details' });

  test('is on the board as it was, each host with when it was last seen', async ({ page }) => {
    for (const id of ids) {
      const card = board(page).host(id);
      await expect(card).toContainText(/Unreachable, last seen (just now|.* ago)/);
      await expect(card.locator('[data-vm-name]').first()).toBeVisible();
    }
    await expect(page.getByText('No host can be reached.')).toBeVisible();
    await expect(page.getByText('3 not online')).toBeVisible();
  });

  test('has every host’s and VM’s details, and says of what needs a connection that it does', async ({
    page,
  }) => {
    const [id = ''] = ids;
    await board(page).host(id).getByRole('button', { name: 'Details of xen-01' }).click();
    await expect(details(page)).toContainText(/unreachable, last seen/);
    for (const fact of ['Version', 'Memory', 'NUMA', 'SSH']) {
      await expect(details(page).getByText(fact, { exact: true }).first()).toBeVisible();
    }
    await details(page).getByText('1 h', { exact: true }).click();
    await expect(details(page).getByText(/^Memory mean/)).toBeVisible();
    const vm = board(page).vm(id, guest.name);
    await vm.focus();
    await vm.press('Enter');
    await expect(details(page)).toContainText(/last seen .*: xen-01 is not connected/);
    await expect(details(page)).toContainText('/etc/xen/web-01.cfg');
    for (const name of ['Move to…', 'Resume', 'Force off']) {
      await expect(details(page).getByRole('button', { name })).toHaveAttribute(
        'aria-disabled',
        'true',
      );
    }
    await vm.click({ button: 'right' });
    for (const name of ['Resume', 'Force off…']) {
      const entry = page.getByRole('menuitem', { name });
      await expect(entry).toHaveAttribute('aria-disabled', 'true');
      await expect(entry).toContainText('xen-01 is not connected.');
    }
    await page.getByRole('menuitem', { name: 'Show configuration' }).click();
    await expect(board(page).dialog).toContainText(
      /on xen-01, as last seen .*passwords are not kept/,
    );
    await expect(board(page).dialog).toContainText('name = "web-01"');
  });

  test('is searched, and what happened to it is found', async ({ page }) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(guest.name);
    const palette = page.getByRole('dialog', { name: 'Search everywhere' });
    const option = palette.getByRole('group', { name: 'Hosts and VMs' }).getByRole('option');
    await expect(option.first()).toContainText(/paused on xen-01.*last seen/);
    const events = palette.getByRole('group', { name: 'Past events' });
    await expect(events).toContainText('state: running → paused');
    await expect(events).toContainText('Pause web-01');
  });

  test('goes back in time and tells what changed', async ({ page }) => {
    await page.keyboard.press('h');
    const bar = page.getByRole('region', { name: 'Back in time' });
    const vm = board(page).vm(ids[0] ?? '', guest.name);
    await expect(bar.getByRole('slider')).toBeFocused();
    await expect(async () => {
      await page.keyboard.press('ArrowLeft');
      await expect(bar).toHaveAttribute('aria-busy', 'false');
      await expect(vm).toHaveAttribute('aria-label', /^web-01, running/, { timeout: 5_000 });
    }).toPass();
    await bar.getByRole('button', { name: 'What changed' }).click();
    await expect(board(page).dialog).toContainText('web-01');
  });

  test('tells of one VM or host what changed, over as long as one likes', async ({ page }) => {
    const vm = board(page).vm(ids[0] ?? '', guest.name);
    await vm.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'What changed…' }).click();
    const { dialog } = board(page);
    await expect(dialog.getByRole('textbox', { name: 'Named' })).toHaveValue(guest.name);
    await dialog.getByRole('button', { name: /the last day/ }).click();
    await page.getByRole('option', { name: 'all that is kept' }).click();
    await expect(dialog).toContainText('the beginning to now');
    await expect(dialog.getByRole('listitem').first()).toContainText('web-01');
    await expect(dialog).toContainText('added on xen-01');
    await expect(dialog).not.toContainText('added on xen-02');
    await page.keyboard.press('Escape');
    await board(page)
      .host(ids[1] ?? '')
      .locator('.card-title')
      .click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'What changed…' }).click();
    await expect(dialog).toContainText('added on xen-02');
    await expect(dialog).not.toContainText('added on xen-01');
  });

  test('has each part of the image server as it was last read, and says when that was', async ({
    page,
  }) => {
    await page.getByRole('button', { name: 'Images' }).click();
    const images = page.getByRole('main', { name: 'Images' });
    const part = (name: string) => images.getByRole('radio', { name, exact: true }).press('Enter');
    const isAway = () =>
      expect(images).toContainText(
        /is not connected \(last seen (just now|.* ago)\). What it keeps is shown as it was read on/,
      );
    const cannot = (name: string) =>
      expect(images.getByRole('button', { name }).first()).toHaveAttribute('aria-disabled', 'true');
    await isAway();
    const tag = page.locator('.images-tag', { hasText: /^stable$/ });
    const stable = images.getByRole('row').filter({ has: tag });
    await expect(stable.first()).toContainText('client');
    await cannot('Build an image…');
    await cannot('Roll out…');
    await part('Clients');
    await isAway();
    const clients = images.locator('tr[data-drift]');
    await expect(clients.first()).toContainText('reported');
    await clients.first().getByRole('checkbox').check();
    await cannot('Reset the state…');
    await part('Rollouts');
    await isAway();
    const open = images.getByRole('region', { name: 'Rollout to worker' });
    await expect(open.getByRole('list', { name: 'canary' }).getByRole('button')).not.toHaveCount(0);
    await cannot('Abort…');
    await images.getByRole('button', { name: `Record of ${rollouts.ended}` }).click();
    await expect(images.getByRole('region', { name: /^Record of/ })).toContainText('abort');
    await images.getByRole('button', { name: 'All rollouts' }).click();
    await part('Server');
    await expect(images).toContainText(/is not connected \(last seen/);
    await expect(images).toContainText('/srv/stateless');
    await expect(images).toContainText(/free of/);
    await cannot('Look again');
  });

  test('has the service levels', async ({ page }) => {
    await page.getByRole('button', { name: 'Service levels' }).click();
    const levels = page.getByRole('main', { name: 'Service levels' });
    await expect(levels.getByRole('alert')).toHaveCount(0);
    await expect(levels).toContainText('Nothing is promised to any VM yet.');
  });

  test('shows every other page: capacity, reports, jobs, settings, shortcuts, a host’s connection', async ({
    page,
  }) => {
    await page.getByRole('button', { name: 'Capacity' }).click();
    const capacity = page.getByRole('main', { name: 'Capacity' });
    await expect(capacity).toContainText('No host is connected: nothing can be moved.');
    await expect(capacity).toContainText('3 hosts are not connected (last seen');
    await expect(capacity.getByRole('button', { name: 'Apply…' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await page.getByRole('button', { name: 'Reports' }).click();
    const reports = page.getByRole('main', { name: 'Reports' });
    await expect(reports.getByRole('article', { name: 'Preview' })).toContainText('not reachable');
    await page.keyboard.press('b');
    for (const [key, name] of [
      ['Control+,', 'Settings'],
      ['?', 'Keyboard shortcuts'],
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog', { name })).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
    await page.keyboard.press('Control+k');
    await page.keyboard.type('show the jobs');
    await page.keyboard.press('Enter');
    await expect(board(page).job('Pause web-01')).toContainText('Paused');
    await board(page)
      .host(ids[0] ?? '')
      .locator('.card-title')
      .click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Edit connection…' }).click();
    await expect(page.getByLabel('SSH port')).toBeVisible();
  });
});
