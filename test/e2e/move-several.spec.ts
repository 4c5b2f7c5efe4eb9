import { expect, test } from '../support/renderer-page.ts';
import { boardPage } from './pages/board-page.ts';

test.beforeEach(({ openSite }) => openSite({ scenario: 'lab', moves: 'stepped' }));

test('several selected VMs have a bar of their own', async ({ page }) => {
  const board = boardPage(page);
  await board.select('xen-a', ['worker-1']);
  const bar = page.getByRole('toolbar', { name: 'Selected VMs' });
  await expect(bar).toHaveCount(0);
  await board.select('xen-a', ['worker-1', 'worker-2', 'off1']);
  await expect(bar).toContainText('3 VMs selected');
  await expect(bar).toContainText('3 GiB on 1 host');
  await bar.getByRole('button', { name: 'Clear' }).click();
  await expect(bar).toHaveCount(0);
});

test('a group is judged as one, and each VM gets its own answer before the move', async ({
  page,
  fake,
}) => {
  const board = boardPage(page);
  await board.select('xen-a', ['worker-1', 'worker-2', 'pv1', 'local1']);
  await board.lift('xen-a', 'worker-1', 'xen-b');
  await expect(board.verdict('xen-b')).toContainText('2 of 4');
  await expect(board.verdict('xen-c')).toContainText('None of them');
  await board.drop();

  const dialog = page.getByRole('dialog', { name: 'Move 4 VMs to xen-b?' });
  const list = (name: string) => dialog.getByRole('region', { name }).getByRole('listitem');
  await expect(list('To xen-b, in this order')).toHaveText([/worker-1.*live/, /worker-2.*live/]);
  await expect(list('Only by stop and copy')).toHaveText([/pv1.*stays/]);
  await expect(list('Cannot move there')).toHaveText([/local1.*own storage/]);
  await expect(dialog).toContainText('up to 2 move at once');
  await expect(dialog.getByRole('status')).toHaveText('The hosts were asked: 2 of 2 can move.');

  await dialog.getByRole('checkbox', { name: /Stop and copy 1 PV guest/ }).check({ force: true });
  await expect(list('To xen-b, in this order')).toHaveText([
    /worker-1.*live/,
    /worker-2.*live/,
    /pv1.*stop and copy/,
  ]);
  await expect(dialog.getByRole('status')).toHaveText('The hosts were asked: 3 of 3 can move.');
  await expect.poll(() => fake.calls('moves.preflight')).toHaveLength(3);
  await dialog.getByRole('button', { name: 'Move 3 VMs' }).click();
  await expect
    .poll(() => fake.calls('moves.start'))
    .toMatchObject([{ moves: [{ mode: 'live' }, { mode: 'live' }, { mode: 'stop-and-copy' }] }]);
});

test('moves to one host wait for each other in the queue, in their order', async ({
  page,
  fake,
}) => {
  const board = boardPage(page);
  await board.select('xen-a', ['worker-1', 'worker-2', 'worker-3']);
  await board.drag('xen-a', 'worker-1', 'xen-b');
  await page.getByRole('dialog').getByRole('button', { name: 'Move 3 VMs' }).click();
  const tray = page.getByRole('region', { name: 'Jobs' });
  await expect(tray).toContainText('1 running');
  await expect(tray).toContainText('2 waiting');
  await expect(board.job('Move worker-2')).toContainText(
    'Next in the queue; worker-1 is on its way to the same host',
  );
  await expect(board.job('Move worker-3')).toContainText('2nd in the queue');
  await expect(board.vm('xen-a', 'worker-3')).toHaveAttribute('aria-label', /waiting in the queue/);
  await board
    .job('Move worker-3')
    .getByRole('button', { name: /Cancel/ })
    .click();
  await expect(board.job('Move worker-3')).toContainText('Cancelled');
  for (const name of ['worker-1', 'worker-2']) {
    await fake.stepMoves(24);
    await expect(board.vm('xen-b', name)).toBeVisible();
  }
  await expect(tray).toContainText('3 done');
  await tray.getByRole('button', { name: 'Clear ended' }).click();
  await expect(tray).toHaveCount(0);
});

test('how many move at once is set where the queue is seen', async ({ page, fake }) => {
  const board = boardPage(page);
  await board.drag('xen-a', 'worker-1', 'xen-b');
  await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click();
  await page
    .getByRole('region', { name: 'Jobs' })
    .getByRole('button', { name: /at once/ })
    .click();
  await page.getByRole('option', { name: '4', exact: true }).click();
  await expect(
    page.getByRole('region', { name: 'Jobs' }).getByRole('button', { name: /at once/ }),
  ).toContainText('4');
  await expect.poll(() => fake.calls('settings.update')).toEqual([{ moveConcurrency: 4 }]);
});
