import { expect, test } from '../support/renderer-page.ts';
import { boardPage } from './pages/board-page.ts';

test.beforeEach(({ openSite }) => openSite({ scenario: 'lab', moves: 'stepped' }));

test('M on a VM leads to every host with its answer, and Enter to the question', async ({
  page,
  fake,
}) => {
  const board = boardPage(page);
  await board.vm('xen-a', 'disk1').focus();
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog', { name: 'Move disk1 to…' });
  await expect(dialog.getByRole('searchbox', { name: 'Find a host' })).toBeFocused();
  const hosts = dialog.getByRole('option');
  await expect(hosts).toHaveCount(2);
  await expect(hosts.first()).toContainText('xen-b');
  await expect(hosts.first()).toContainText('yes');
  await expect(hosts.last()).toContainText('xen-c');
  await expect(hosts.last()).toContainText(
    'disk1 is a PVH guest, and xen-c has no hardware assist',
  );

  await page.keyboard.type('xen-b');
  await expect(hosts).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Move disk1 to xen-b?' })).toContainText(
    'nothing stands in the way',
  );
  await page.keyboard.press('Enter');
  await expect(board.job('Move disk1')).toBeVisible();
  await expect.poll(() => fake.calls('moves.start')).toHaveLength(1);
});

test('a host that says no can be chosen to read its reasons', async ({ page }) => {
  const board = boardPage(page);
  await board.vm('xen-a', 'disk1').focus();
  await page.keyboard.press('m');
  await page.keyboard.type('xen-c');
  await expect(board.dialog.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'disk1 cannot move to xen-c' })).toBeVisible();
});

test('the keyboard goes along with the VM that it moved', async ({ page, fake }) => {
  const board = boardPage(page);
  await board.vm('xen-a', 'worker-1').focus();
  await page.keyboard.press('m');
  await page.keyboard.type('xen-b');
  await expect(board.dialog.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('nothing stands in the way');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(board.vm('xen-a', 'worker-1')).toBeFocused();
  await fake.stepMoves(24);
  await expect(board.vm('xen-b', 'worker-1')).toBeFocused();
});

test('Escape closes the question and the focus is back on the VM', async ({ page }) => {
  const board = boardPage(page);
  await board.vm('xen-a', 'disk1').focus();
  await page.keyboard.press('m');
  await expect(page.getByRole('searchbox', { name: 'Find a host' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(board.dialog).toHaveCount(0);
  await expect(board.vm('xen-a', 'disk1')).toBeFocused();
});
