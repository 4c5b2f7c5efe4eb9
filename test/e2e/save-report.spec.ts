import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { demoSize } from '../../src/main/demo/demo-size.ts';
import { reportSchema } from '../../src/shared/reports/report.ts';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';

/** The whole way: the demo site, its core, the browser host, and the file that the browser saves. */
test.describe('a report of the demo site', () => {
  let shell: ConsoleProcess;
  const data = makeDataDir();
  test.beforeEach(async ({ page }) => {
    shell = await startConsole({ dataDir: data.path });
    await page.goto(shell.url);
    await expect(page.getByRole('article').nth(5)).toBeVisible();
    await page.keyboard.press('r');
  });
  test.afterEach(() => shell.stop());
  test.afterAll(() => data.remove());

  test('is saved by the browser under a name that says what it is', async ({ page }) => {
    const reports = page.getByRole('main', { name: 'Reports' });
    await expect(reports.getByRole('article', { name: 'Preview' })).toContainText('xen-06');
    await reports.getByRole('button', { name: / As$/ }).click();
    await page.getByRole('option', { name: 'JSON' }).click();
    const saving = page.waitForEvent('download');
    await reports.getByRole('button', { name: 'Save' }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toMatch(/^site-inventory-\d{4}-\d\d-\d\d\.json$/);
    const report = reportSchema.parse(JSON.parse(readFileSync(await saved.path(), 'utf8')));
    const hosts = report.sections.find(({ id }) => id === 'hosts')?.blocks[0];
    expect(hosts?.kind === 'table' && hosts.rows.length).toBe(demoSize.hosts);
    await expect(page.getByText(/site-inventory-.*\.json was made/)).toBeVisible();
  });

  test('is no page of the console: its address answers only with a file to save', async ({
    page,
  }) => {
    const answer = await page.request.get(new URL('/reports/none', shell.url).href);
    expect(answer.status()).toBe(404);
    const outside = await page.request.get(new URL('/reports/..%2f..%2findex', shell.url).href);
    expect(outside.status()).toBe(404);
  });
});
