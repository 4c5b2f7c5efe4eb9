import { expect, test } from 'playwright/test';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';
import { boardPage } from './pages/board-page.ts';

/** The whole console as `npm start` opens it where there is no Electron: real SSH, the demo's hosts. */
test.describe('the console on its demo site', () => {
  let shell: ConsoleProcess;
  const data = makeDataDir();
  let complaints: string[];

  test.beforeEach(async ({ page }) => {
    const heard: string[] = [];
    complaints = heard;
    page.on('console', (message) => {
      if (message.type() === 'error') heard.push(message.text());
    });
    page.on('pageerror', (error) => heard.push(error.message));
    shell = await startConsole({ dataDir: data.path, args: ['--speed', '4'] });
    await page.goto(shell.url);
  });
  test.afterEach(async () => {
    // Before the end: a page whose core is gone complains rightly.
    const heard = [...complaints];
    await shell.stop();
    expect(heard).toEqual([]);
  });
  test.afterAll(() => data.remove());

  test('opens the demo where there are no hosts yet, and moves a VM that is dragged', async ({
    page,
  }) => {
    await expect(page.getByText('This is the demo site.')).toBeVisible();
    const board = boardPage(page);
    await expect(board.vm('demo-xen-01', 'web-01')).toBeVisible();
    await expect(board.host('demo-xen-02')).toContainText('GiB');

    await board.lift('demo-xen-01', 'web-01', 'demo-xen-02');
    await expect(board.verdict('demo-xen-02')).toContainText('Yes');
    await expect(board.verdict('demo-xen-06')).toContainText('No');
    await board.drop();
    const dialog = page.getByRole('dialog', { name: 'Move web-01 to xen-02?' });
    await expect(dialog).toContainText('nothing stands in the way');
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();

    await expect(board.job('Move web-01')).toContainText('web-01 runs on xen-02');
    await expect(board.vm('demo-xen-02', 'web-01')).toBeVisible();
    await expect(board.vm('demo-xen-01', 'web-01')).toHaveCount(0);
  });

  test('offers a running PV guest stop-and-copy, which brings it over', async ({ page }) => {
    const board = boardPage(page);
    await expect(board.vm('demo-xen-01', 'wiki-01')).toBeVisible();
    await expect(board.host('demo-xen-02')).toContainText('GiB');
    await board.drag('demo-xen-01', 'wiki-01', 'demo-xen-02');
    const refused = page.getByRole('dialog', { name: 'wiki-01 cannot move to xen-02' });
    await expect(refused).toContainText('only where Xen has shadow paging');
    await refused.getByRole('button', { name: 'Stop and copy…' }).click();
    const confirm = page.getByRole('dialog', { name: 'Stop and copy wiki-01 to xen-02?' });
    await expect(confirm).toContainText('nothing stands in the way');
    await confirm.getByRole('button', { name: 'Stop and copy', exact: true }).click();
    await expect(board.job('Stop and copy wiki-01')).toContainText('wiki-01 runs on xen-02');
    await expect(board.vm('demo-xen-02', 'wiki-01')).toBeVisible();
  });
});
