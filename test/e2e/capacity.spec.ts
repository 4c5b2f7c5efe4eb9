import { expect, test } from 'playwright/test';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';
import { boardPage } from './pages/board-page.ts';

/** The planner over the demo site, whose hosts are spoken to by real SSH and move their VMs for real. */
test.describe('the capacity planner on the demo site', () => {
  let shell: ConsoleProcess;
  const data = makeDataDir();

  test.beforeEach(async ({ page }) => {
    shell = await startConsole({ dataDir: data.path, args: ['--speed', '20'] });
    await page.goto(shell.url);
    await expect(page.getByText('This is the demo site.')).toBeVisible();
  });
  test.afterEach(() => shell.stop());
  test.afterAll(() => data.remove());

  test('frees hosts, and applying the plan leaves no VM on them', async ({ page }) => {
    const board = boardPage(page);
    await expect(board.vm('demo-xen-01', 'web-01')).toBeVisible();
    await page.keyboard.press('c');
    const capacity = page.getByRole('main', { name: 'Capacity' });
    // Its PV guests cannot move live, and hold every host of the demo.
    await capacity.getByRole('checkbox', { name: /Stop and copy/ }).check({ force: true });
    // A host's load is known from its second look on; until then it takes no part.
    await expect(async () => {
      await capacity.getByRole('button', { name: 'Plan again' }).click();
      await expect(capacity.getByRole('region', { name: 'Hosts left out' })).toHaveCount(0, {
        timeout: 1000,
      });
      await expect(capacity.getByRole('heading', { level: 2 })).toContainText('can be freed', {
        timeout: 1000,
      });
    }).toPass({ timeout: 60_000 });
    const moves = capacity.getByRole('region', { name: 'Moves in order' });
    const freed = capacity.locator('[data-freed="true"]');
    const names = await moves.locator('li b').allTextContents();
    const hosts = await freed.evaluateAll((rows) =>
      rows.map((row) => row.getAttribute('data-host')),
    );
    expect(names.length).toBeGreaterThan(0);
    expect(hosts.length).toBeGreaterThan(0);

    await capacity.getByRole('button', { name: 'Apply…' }).click();
    const dialog = page.getByRole('dialog', { name: /as planned/ });
    await expect(dialog).toContainText('will be live-migrated');
    await dialog.getByRole('button', { name: /^Start \d+ move/ }).click();
    await expect(board.host('demo-xen-01')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Jobs' })).toContainText(`${names.length} done`);
    for (const host of hosts) {
      await expect(
        board.host(host ?? '').locator('[data-vm-name][data-state="running"]'),
      ).toHaveCount(0);
    }
  });

  test('plans anew without a move that is dropped, and says who keeps it', async ({ page }) => {
    await expect(boardPage(page).vm('demo-xen-01', 'web-01')).toBeVisible();
    await page.getByRole('button', { name: 'Capacity' }).click();
    const capacity = page.getByRole('main', { name: 'Capacity' });
    await capacity.getByRole('checkbox', { name: /Stop and copy/ }).check({ force: true });
    const moves = capacity.getByRole('region', { name: 'Moves in order' });
    await expect(async () => {
      await capacity.getByRole('button', { name: 'Plan again' }).click();
      await expect(moves.locator('ol li').first()).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 60_000 });
    const first = moves.locator('ol li').first();
    const name = (await first.getAttribute('data-vm')) ?? '';
    await first.getByRole('button', { name: `Keep ${name} where it is` }).click();
    await expect(moves.locator(`ol li[data-vm="${name}"]`)).toHaveCount(0);
    await expect(capacity.getByRole('list', { name: 'Kept where they are' })).toContainText(name);
    await expect(capacity.getByRole('region', { name: 'Why not more' })).toContainText(
      'You keep it where it is.',
    );
    await page.keyboard.press('b');
    await expect(capacity).toHaveCount(0);
  });
});
