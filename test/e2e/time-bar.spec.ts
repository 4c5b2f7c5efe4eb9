import { expect, test } from '../support/renderer-page.ts';
import { boardPage } from './pages/board-page.ts';

test.beforeEach(({ openSite }) => openSite({ scenario: 'lab' }));

test('what happens meanwhile is not seen in the past, and is there on the way back', async ({
  page,
  fake,
}) => {
  const board = boardPage(page);
  const vm = await fake.state((state) => state.site.vms['xen-a']?.counter);
  if (!vm) throw new Error('the lab has no counter');
  await page.getByRole('button', { name: 'Back in time' }).click();
  const bar = page.getByRole('region', { name: 'Back in time' });
  await bar.getByRole('slider').fill('0');
  await expect(bar).toContainText('The past:');
  await expect(bar).toHaveAttribute('aria-busy', 'false');
  await fake.emit([{ type: 'vm-removed', hostId: 'xen-a', name: 'counter' }]);
  await expect(board.vm('xen-a', 'counter')).toBeVisible();
  await bar.getByRole('button', { name: 'Close the history' }).click();
  await expect(board.vm('xen-a', 'counter')).toHaveCount(0);
});

test('a VM of the past cannot be dragged, nor its host be disconnected', async ({ page, fake }) => {
  const board = boardPage(page);
  await page.keyboard.press('h');
  const bar = page.getByRole('region', { name: 'Back in time' });
  await bar.getByRole('slider').fill('0');
  await expect(bar).toHaveAttribute('aria-busy', 'false');
  const box = await board.vm('xen-a', 'counter').boundingBox();
  if (!box) throw new Error('it is not on screen');
  await page.mouse.move(box.x + 5, box.y + 5);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + 60, { steps: 4 });
  await expect(page.getByText('This is the past: go back to now first.')).toBeVisible();
  await expect(board.ghost).toHaveCount(0);
  await page.mouse.up();

  await page.getByRole('button', { name: 'Menu of xen-a' }).click();
  for (const name of ['Disconnect', 'Read it anew', 'Edit connection…', 'Remove from the site…']) {
    await expect(page.getByRole('menuitem', { name })).toHaveAttribute('aria-disabled', 'true');
  }
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Connect a host' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await expect.poll(() => fake.calls('moves.start')).toEqual([]);
});

test('two past moments are compared by pinning one', async ({ page, fake }) => {
  const vm = await fake.state((state) => state.site.vms['xen-a']?.counter);
  if (!vm) throw new Error('the lab has no counter');
  await fake.emit([{ type: 'vm-put', vm: { ...vm, weight: 300 } }]);
  await fake.emit([{ type: 'vm-put', vm: { ...vm, weight: 512 } }]);
  await page.keyboard.press('h');
  const bar = page.getByRole('region', { name: 'Back in time' });
  const slider = bar.getByRole('slider');
  await slider.fill('0');
  await bar.getByRole('button', { name: 'Pin', exact: true }).click();
  await expect(bar.getByRole('button', { name: 'What changed' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await slider.press('ArrowRight');
  await bar.getByRole('button', { name: 'What changed' }).click();
  const dialog = boardPage(page).dialog;
  await expect(dialog.getByRole('row').filter({ hasText: 'weight' })).toContainText(/256\s*300/);
  await dialog.getByRole('textbox', { name: 'Named' }).fill('nobody');
  await expect(dialog).toContainText('0 changes');
});

test('a host that was not connected then is told of, and nothing is offered for it', async ({
  page,
  fake,
}) => {
  const host = await fake.state((state) => state.site.hosts['xen-a']);
  if (!host) throw new Error('the lab has no xen-a');
  await fake.emit([{ type: 'host-put', host: { ...host, link: { ...host.link, state: 'idle' } } }]);
  const card = page.getByRole('article', { name: 'xen-a' });
  const connect = card.locator('[data-action="connect"]');
  await expect(connect).toBeVisible();
  await fake.emit([{ type: 'host-put', host }]);
  await expect(connect).toHaveCount(0);
  await page.keyboard.press('h');
  const bar = page.getByRole('region', { name: 'Back in time' });
  await bar.getByRole('slider').press('ArrowLeft');
  await bar.getByRole('slider').press('ArrowLeft');
  await expect(card).toContainText('Not connected');
  await expect(connect).toHaveCount(0);
});
