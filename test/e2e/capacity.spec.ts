import { expect, type Locator, test } from 'playwright/test';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';
import { boardPage } from './pages/board-page.ts';

/** Plans anew until that plan is as it should be: a host's load is known from its second look on. */
async function planUntil(capacity: Locator, isSo: () => Promise<boolean>): Promise<void> {
  await expect(async () => {
    await capacity.getByRole('button', { name: 'Plan again' }).click();
    await expect(capacity.locator('.capacity-waiting')).toHaveCount(0);
    expect(await isSo()).toBe(true);
  }).toPass();
}

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
    const leftOut = capacity.getByRole('region', { name: 'Hosts left out' });
    const headline = capacity
      .getByRole('heading', { level: 2 })
      .filter({ hasText: 'can be freed' });
    await planUntil(
      capacity,
      async () => (await leftOut.count()) === 0 && (await headline.count()) === 1,
    );
    const moves = capacity.getByRole('region', { name: 'Moves in order' });
    const freed = capacity.locator('[data-freed="true"]');
    const count = await moves.locator('li').count();
    const hosts = await freed.evaluateAll((rows) =>
      rows.map((row) => row.getAttribute('data-host')),
    );
    expect(count).toBeGreaterThan(0);
    // A row of its hosts is far too large for what runs there: all by live migration.
    expect(hosts.length).toBeGreaterThan(1);
    // It has a past to plan on.
    await expect(capacity).toContainText('14 days');

    await capacity.getByRole('button', { name: 'Apply…' }).click();
    const dialog = page.getByRole('dialog', { name: /as planned/ });
    await expect(dialog).toContainText('will be live-migrated');
    await dialog.getByRole('button', { name: /^Start \d+ move/ }).click();
    await expect(board.host('demo-xen-01')).toBeVisible();
    const job = board.job('Free hosts as planned');
    await expect(job.getByText('Carried out')).toBeVisible();
    await expect(job).toContainText(`All ${count} VMs are where the plan wanted them.`);
    await expect(job).toContainText('Free now: xen-');
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
    await planUntil(capacity, async () => (await moves.locator('ol li').count()) > 0);
    const first = moves.locator('ol li').first();
    const name = (await first.getAttribute('data-vm')) ?? '';
    await first.getByRole('button', { name: `Keep ${name} where it is` }).click();
    await expect(moves.locator(`ol li[data-vm="${name}"]`)).toHaveCount(0);
    const rules = capacity.getByRole('region', { name: 'Rules' });
    await expect(rules).toContainText(`${name} stays where it is.`);
    await expect(capacity.getByRole('region', { name: 'Why not more' })).toContainText(
      'You keep it where it is.',
    );
    // It is there the next time, until it is taken out.
    await page.keyboard.press('b');
    await expect(capacity).toHaveCount(0);
    await page.keyboard.press('c');
    await rules.getByRole('button', { name: `Remove the rule: ${name} stays` }).click();
    await expect(rules).toContainText('None yet.');
    await page.keyboard.press('b');
    await expect(capacity).toHaveCount(0);
  });

  test('keeps the rules that are typed, and names those that contradict one another', async ({
    page,
  }) => {
    await expect(boardPage(page).vm('demo-xen-01', 'web-01')).toBeVisible();
    await page.keyboard.press('c');
    const capacity = page.getByRole('main', { name: 'Capacity' });
    const form = capacity.getByRole('form', { name: 'Add a rule' });
    await form.getByRole('textbox', { name: 'VMs' }).fill('web-01, nobody');
    await page.keyboard.press('Enter');
    await expect(form).toContainText('No running VM is called nobody.');
    const rules = capacity.getByRole('region', { name: 'Rules' });
    await form.getByRole('textbox', { name: 'VMs' }).fill('web-01, web-02');
    await page.keyboard.press('Enter');
    await expect(rules).toContainText('web-01, web-02 are kept apart.');
    await form.locator('[aria-haspopup="listbox"]').first().click();
    await page.getByRole('option', { name: 'Keep together' }).click();
    await form.getByRole('textbox', { name: 'VMs' }).fill('web-01, web-02');
    await page.keyboard.press('Enter');
    await expect(rules).toContainText('web-01, web-02 are kept together.');
    const words = 'shall be kept together by one rule and apart by another';
    const inTheWay = capacity
      .getByRole('region', { name: 'In the way' })
      .filter({ hasText: words });
    await planUntil(capacity, async () => (await inTheWay.count()) === 1);
  });
});

/** Slower, so that there is time to interfere. */
test.describe('a plan under way on the demo site', () => {
  let shell: ConsoleProcess;
  const data = makeDataDir();

  test.beforeEach(async ({ page }) => {
    shell = await startConsole({ dataDir: data.path, args: ['--speed', '1'] });
    await page.goto(shell.url);
    await expect(page.getByText('This is the demo site.')).toBeVisible();
  });
  test.afterEach(() => shell.stop());
  test.afterAll(() => data.remove());

  test('is paused, resumed and cancelled from the jobs, and says how far it came', async ({
    page,
  }) => {
    const board = boardPage(page);
    await expect(board.vm('demo-xen-01', 'web-01')).toBeVisible();
    await page.keyboard.press('c');
    const capacity = page.getByRole('main', { name: 'Capacity' });
    await capacity.getByRole('radio', { name: 'Empty a host' }).click();
    const moves = capacity.getByRole('region', { name: 'Moves in order' });
    await planUntil(capacity, async () => (await moves.locator('ol li').count()) > 3);
    await capacity.getByRole('button', { name: 'Apply…' }).click();
    await page.getByRole('button', { name: /^Start \d+ move/ }).click();
    const job = board.job('Empty a host');
    await expect(job.getByRole('list', { name: 'Moves of this plan' })).toContainText('Move ');
    await job.getByRole('button', { name: 'Pause: Empty a host' }).click();
    await expect(job).toContainText('Paused, ');
    await job.getByRole('button', { name: 'Resume: Empty a host' }).click();
    await expect(job.getByRole('button', { name: 'Pause: Empty a host' })).toBeVisible();
    await job.getByRole('button', { name: 'Cancel: Empty a host' }).click();
    await expect(job).toContainText('Cancelled');
    await expect(job).toContainText(/Cancelled\. \d of \d+ VMs are where the plan wanted them\./);
  });
});
