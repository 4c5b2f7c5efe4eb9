import { expect, test } from '../support/renderer-page.ts';

test.beforeEach(async ({ page, openSite }) => {
  await openSite({ scenario: 'broken', hosts: 8, vms: 90 });
  const tray = page.getByRole('region', { name: 'Jobs' });
  await expect(tray).toContainText('1 undecided');
  if ((await tray.getByRole('list').count()) === 0) await tray.getByRole('button').first().click();
});

test('an undecided job shows what was found at each host and the toolstack’s own text', async ({
  page,
  fake,
}) => {
  const job = page.locator('[data-job-id="j1"]');
  await expect(job).toContainText('Undecided');
  await expect(job).toContainText('A domain NAME--migratedaway is there, suspended.');
  await expect(job).toContainText('Does not answer: nothing is known.');
  await expect(job).toContainText("guest didn't acknowledge suspend");
  await job.getByRole('button', { name: /^Look again/ }).click();
  await expect(job).toContainText('It runs at the target.');
  await expect.poll(() => fake.calls('jobs.recheck')).toEqual([{ jobId: 'j1' }]);
});

test('an undecided job is let go only by one who has looked', async ({ page, fake }) => {
  const job = page.locator('[data-job-id="j1"]');
  await job.getByRole('button', { name: /^Dismiss/ }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('they would destroy its disks');
  await expect(dialog.getByRole('button', { name: 'Keep it' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(() => fake.calls('jobs.dismiss')).toEqual([]);
  await job.getByRole('button', { name: /^Dismiss/ }).click();
  await dialog.getByRole('button', { name: 'I have looked: dismiss' }).click();
  await expect(job).toHaveCount(0);
});

test('a failed job says why, what to do, and what the toolstack said', async ({ page }) => {
  const job = page.locator('[data-job-id="j2"]');
  await expect(job).toContainText('The guest did not answer the request to suspend');
  await job.getByRole('button', { name: /^More about/ }).click();
  await expect(job).toContainText('Look whether the guest hangs');
  await expect(job).toContainText('xl: Migration failed, resuming at sender.');
});

test('the tray can be filtered, closed to one line, and opened again', async ({ page }) => {
  const tray = page.getByRole('region', { name: 'Jobs' });
  await expect(tray.locator('[data-job-id]')).toHaveCount(5);
  await tray.getByRole('radio', { name: 'Need a look' }).click();
  await expect(tray.locator('[data-job-id]')).toHaveCount(2);
  await tray.getByRole('radio', { name: 'Under way' }).click();
  await expect(tray.locator('[data-job-id]')).toHaveCount(2);
  await tray.getByRole('button', { name: 'Jobs', exact: true }).click();
  await expect(tray.locator('[data-job-id]')).toHaveCount(0);
  await expect(tray).toContainText('1 running');
  await expect(tray).toContainText(/copying memory, 62 %/);
});

test('a VM whose move is undecided is held until somebody has looked', async ({ page }) => {
  const vm = page.locator('.chip[data-job="undecided"][data-vm-name]').first();
  await vm.click({ button: 'right' });
  const moveTo = page.getByRole('menuitem', { name: 'Move to…' });
  await expect(moveTo).toContainText('What became of its last move is not known');
  await expect(moveTo).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(moveTo).toBeVisible();
  await expect(page.getByRole('dialog', { name: /^Move/ })).toHaveCount(0);
});
