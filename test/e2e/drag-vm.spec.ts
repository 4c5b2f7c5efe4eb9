import { hostileName } from '../support/fake-lab.ts';
import { expect, test } from '../support/renderer-page.ts';
import { boardPage } from './pages/board-page.ts';

test.beforeEach(({ openSite }) => openSite({ scenario: 'lab', moves: 'stepped' }));

test('while a VM is in the air every host says yes or no, and why', async ({ page }) => {
  const board = boardPage(page);
  await board.lift('xen-a', 'counter', 'xen-b');
  await expect(board.verdict('xen-a')).toHaveText('Here now');
  await expect(board.verdict('xen-b')).toContainText('Yes');
  await expect(board.verdict('xen-b')).toContainText('memory 50 % → 63 %');
  await expect(board.verdict('xen-c')).toContainText('No');
  await expect(board.verdict('xen-c')).toContainText(
    'counter is a PVH guest, and xen-c has no hardware assist for it',
  );
  await expect(board.ghost).toContainText('counter');
  await expect(board.ghost).toContainText('Can move to xen-b');
});

test('a host that refuses for several reasons shows them all', async ({ page }) => {
  const board = boardPage(page);
  await board.lift('xen-a', 'local1', 'xen-c');
  await expect(board.verdict('xen-c')).toContainText('No, for 2 reasons');
  await expect(board.verdict('xen-c')).toContainText('no hardware assist');
  await expect(board.verdict('xen-c')).toContainText("is on xen-a's own storage");
  await expect(board.ghost).toContainText('Put the disk on storage that both hosts share');
});

test('Escape puts a lifted VM back, and asks nothing', async ({ page, fake }) => {
  const board = boardPage(page);
  await board.lift('xen-a', 'counter', 'xen-b');
  await page.keyboard.press('Escape');
  await expect(board.ghost).toHaveCount(0);
  await board.drop();
  await expect(board.dialog).toHaveCount(0);
  await expect.poll(() => fake.calls('moves.preflight')).toEqual([]);
});

test('a drop where it came from changes nothing', async ({ page }) => {
  const board = boardPage(page);
  await board.drag('xen-a', 'counter', 'xen-a');
  await expect(board.ghost).toHaveCount(0);
  await expect(board.dialog).toHaveCount(0);
});

test('a drop asks first, and names everything that will happen', async ({ page, fake }) => {
  const board = boardPage(page);
  await board.drag('xen-a', 'counter', 'xen-b');
  const dialog = page.getByRole('dialog', { name: 'Move counter to xen-b?' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByText('from', { exact: true })).toBeVisible();
  await expect(dialog).toContainText('4 GiB');
  await expect(dialog).toContainText('/etc/xen/counter.cfg moves along, with its autostart link');
  await expect(dialog.getByRole('status')).toHaveText(
    'Both hosts were asked: nothing stands in the way.',
  );
  await expect(dialog).toContainText('about 1 min 27 s');
  await expect(dialog).toContainText('no earlier move between these hosts');
  await expect(dialog).toContainText('about 1 s');
  await expect
    .poll(() => fake.calls('moves.preflight'))
    .toEqual([{ vm: { hostId: 'xen-a', name: 'counter' }, targetHostId: 'xen-b', mode: 'live' }]);
  await expect.poll(() => fake.calls('moves.start')).toEqual([]);
});

test('the move cannot be confirmed before both hosts were asked', async ({ page, fake }) => {
  const board = boardPage(page);
  await fake.hold('moves.preflight');
  await board.drag('xen-a', 'counter', 'xen-b');
  const dialog = page.getByRole('dialog', { name: 'Move counter to xen-b?' });
  const move = dialog.getByRole('button', { name: 'Move', exact: true });
  await expect(dialog.getByRole('status')).toHaveText('Asking xen-a and xen-b…');
  await expect(move).toHaveAttribute('aria-disabled', 'true');
  await expect(move).toBeFocused();
  await page.keyboard.press('Enter');
  await fake.hold(null);
  await expect(move).toHaveAttribute('aria-disabled', 'false');
  await expect(move).toBeFocused();
  await expect.poll(() => fake.calls('moves.start')).toEqual([]);
});

test('confirming starts the job, and chip, place at the target and tray follow it', async ({
  page,
  fake,
}) => {
  const board = boardPage(page);
  await board.drag('xen-a', 'counter', 'xen-b');
  await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click();
  await expect(board.dialog).toHaveCount(0);
  await expect
    .poll(() => fake.calls('moves.start'))
    .toEqual([
      {
        moves: [{ vm: { hostId: 'xen-a', name: 'counter' }, targetHostId: 'xen-b', mode: 'live' }],
      },
    ]);
  await fake.stepMoves(10);
  await expect(board.vm('xen-a', 'counter')).toHaveAttribute('aria-label', /copying memory, 42 %/);
  await expect(board.host('xen-b').locator('[data-arriving="counter"]')).toBeVisible();
  const job = board.job('Move counter');
  await expect(job).toContainText(/xen-a.*xen-b/);
  await expect(job).toContainText('Copying memory, 42 %');
  await expect(job.getByRole('progressbar')).toHaveAttribute('aria-valuetext', /copying memory/);
  await expect(job).toContainText(/1\.9 GiB of 4\.6 GiB, .*\/s/);

  await fake.stepMoves(14);
  await expect(job).toContainText('counter runs on xen-b; it stood still for about 410 ms.');
  await expect(board.vm('xen-b', 'counter')).toBeVisible();
  await expect(board.vm('xen-a', 'counter')).toHaveCount(0);
  await job.getByRole('button', { name: 'More about: Move counter' }).click();
  await job.getByRole('button', { name: 'What the toolstack said' }).click();
  await expect(job).toContainText('Migration successful.');
});

test('a name full of quotes and signs is dragged like any other', async ({ page, fake }) => {
  const board = boardPage(page);
  await board.drag('xen-a', hostileName, 'xen-b');
  await expect(page.getByRole('dialog', { name: `Move ${hostileName} to xen-b?` })).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click();
  await expect(board.job(`Move ${hostileName}`)).toBeVisible();
  const [started] = await fake.calls('moves.start');
  expect(started).toMatchObject({ moves: [{ vm: { name: hostileName } }] });
});

test('a job can be cancelled until the hand-over, and says afterwards why not', async ({
  page,
  fake,
}) => {
  const board = boardPage(page);
  await board.drag('xen-a', 'counter', 'xen-b');
  await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click();
  const job = board.job('Move counter');
  await fake.stepMoves(5);
  await job.getByRole('button', { name: 'Cancel: Move counter' }).click();
  await expect(job).toContainText('Cancelled');
  await expect(job).toContainText('counter stayed where it was.');
  await expect(board.vm('xen-a', 'counter')).toHaveAttribute('aria-label', /^counter, running/);

  await board.drag('xen-a', 'worker-1', 'xen-b');
  await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click();
  const other = board.job('Move worker-1');
  await fake.stepMoves(22);
  await expect(other).toContainText('Handing over');
  const cancel = other.getByRole('button', { name: 'Cancel: Move worker-1' });
  await expect(cancel).toHaveAttribute('aria-disabled', 'true');
  await cancel.hover();
  await expect(page.getByRole('tooltip')).toContainText('Past the point of no return');
});

test('a refusal gives every reason with its remedy', async ({ page, fake }) => {
  const board = boardPage(page);
  await board.drag('xen-a', 'local1', 'xen-c');
  const dialog = page.getByRole('dialog', { name: 'local1 cannot move to xen-c' });
  await expect(dialog.getByRole('listitem')).toHaveCount(2);
  await expect(dialog).toContainText('no hardware assist for it (Intel VT or AMD SVM)');
  await expect(dialog).toContainText('Switch virtualisation on in the firmware of xen-c');
  await expect(dialog).toContainText('Put the disk on storage that both hosts share');
  await expect(dialog.getByRole('region', { name: 'Stop and copy' })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Leave it where it is' }).click();
  await expect(board.dialog).toHaveCount(0);
  await expect.poll(() => fake.calls('moves.start')).toEqual([]);
});

test('a PV guest that cannot move live is offered stop-and-copy with its pause', async ({
  page,
  fake,
}) => {
  const board = boardPage(page);
  await board.drag('xen-a', 'pv1', 'xen-b');
  const refused = page.getByRole('dialog', { name: 'pv1 cannot move to xen-b' });
  await expect(refused).toContainText('only where Xen has shadow paging, and xen-a has none');
  await expect(refused).toContainText('It stands still for about 41 s.');
  await refused.getByRole('button', { name: 'Stop and copy…' }).click();

  const confirm = page.getByRole('dialog', { name: 'Stop and copy pv1 to xen-b?' });
  await expect(confirm).toContainText('it stands still all the while it is copied');
  await confirm.getByRole('button', { name: 'Stop and copy', exact: true }).click();
  await expect(board.job('Stop and copy pv1')).toBeVisible();
  await expect
    .poll(() => fake.calls('moves.start'))
    .toEqual([
      {
        moves: [
          { vm: { hostId: 'xen-a', name: 'pv1' }, targetHostId: 'xen-b', mode: 'stop-and-copy' },
        ],
      },
    ]);
});
