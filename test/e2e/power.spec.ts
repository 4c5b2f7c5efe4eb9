import { expect, test } from '../support/renderer-page.ts';
import { boardPage } from './pages/board-page.ts';

test.beforeEach(({ openSite }) => openSite({ scenario: 'lab' }));

test('a VM’s menu offers what its state allows, and says why not for the rest', async ({
  page,
}) => {
  const board = boardPage(page);
  await board.vm('xen-a', 'disk1').click({ button: 'right' });
  const menu = page.getByRole('menu', { name: 'Menu of disk1' });
  await expect(menu.getByRole('menuitem', { name: 'Start' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await expect(menu.getByRole('menuitem', { name: 'Start' })).toContainText(
    'It is running already.',
  );
  await expect(menu.getByRole('menuitem', { name: 'Resume' })).toContainText('It is not paused.');
  await expect(menu.getByRole('menuitem', { name: 'Shut down…' })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(board.vm('xen-a', 'disk1')).toBeFocused();

  await board.vm('xen-a', 'off1').click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Move to…' })).toContainText(
    'It is off: only a running VM can be moved.',
  );
});

test('the menu key opens the menu, and a halted VM is started from it', async ({ page, fake }) => {
  const board = boardPage(page);
  await board.vm('xen-a', 'off1').focus();
  await page.keyboard.press('Shift+F10');
  const start = page.getByRole('menuitem', { name: 'Start' });
  await expect(page.getByRole('menuitem', { name: 'Move to…' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(start).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(board.job('Start off1')).toContainText('Started');
  await expect(board.vm('xen-a', 'off1')).toHaveAttribute('aria-label', /^off1, running/);
  await expect
    .poll(() => fake.calls('vms.power'))
    .toEqual([{ vm: { hostId: 'xen-a', name: 'off1' }, action: 'start' }]);
});

test('the button that comes up on a chip under the mouse opens the same menu', async ({ page }) => {
  const board = boardPage(page);
  await board.vm('xen-a', 'counter').hover();
  await page.getByRole('button', { name: 'Menu of counter' }).click();
  await expect(page.getByRole('menu', { name: 'Menu of counter' })).toBeVisible();
});

test('force off says what is lost, and the safe answer has the focus', async ({ page, fake }) => {
  const board = boardPage(page);
  await board.vm('xen-a', 'disk1').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Force off…' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Force off disk1?' });
  await expect(dialog).toContainText('Data that it has not written to its disks is lost');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => fake.calls('vms.power')).toEqual([]);

  await board.vm('xen-a', 'disk1').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Force off…' }).click();
  await dialog.getByRole('button', { name: 'Force off' }).click();
  await expect(board.vm('xen-a', 'disk1')).toHaveAttribute('aria-label', /^disk1, off/);
});

test('a power action on several names each, and those that are left out', async ({
  page,
  fake,
}) => {
  const board = boardPage(page);
  await board.select('xen-a', ['worker-1', 'worker-2', 'paused1', 'off1']);
  await page.getByRole('toolbar').getByRole('button', { name: 'Shut down…' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Shut down 2 VMs?' });
  await expect(dialog.getByRole('list', { name: 'VMs' }).getByRole('listitem')).toHaveText([
    /worker-1/,
    /worker-2/,
  ]);
  await expect(dialog.getByRole('list', { name: 'Left out' }).getByRole('listitem')).toHaveText([
    /paused1.*resume it first/,
    /off1.*off/,
  ]);
  await dialog.getByRole('button', { name: 'Shut down 2 VMs' }).click();
  await expect(board.job('Shut down worker-2')).toContainText('Shut down');
  await expect.poll(() => fake.calls('vms.power')).toHaveLength(2);
});

test('a host’s menu selects all its VMs and disconnects it', async ({ page, fake }) => {
  const board = boardPage(page);
  await page.getByRole('button', { name: 'Menu of xen-a' }).click();
  await page.getByRole('menuitem', { name: 'Select 10 VMs' }).click();
  await expect(page.getByRole('toolbar', { name: 'Selected VMs' })).toContainText(
    '10 VMs selected',
  );
  await board.host('xen-b').getByRole('heading').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Disconnect' }).click();
  await expect.poll(() => fake.calls('hosts.disconnect')).toEqual([{ hostId: 'xen-b' }]);
  await expect(board.host('xen-b')).toContainText('Not connected');
});
