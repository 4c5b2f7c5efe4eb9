/** npm run screenshots: makes the pictures of the README and the guide, on the demo site in real Chromium. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { boardPage } from '../test/e2e/pages/board-page.ts';
import { makeDataDir, startConsole } from '../test/support/console-process.ts';
import { ensureChromium } from './lib/chromium.mjs';

const folder = join(import.meta.dirname, '..', 'docs', 'pictures');

async function withPage(
  browser: Browser,
  site: 'demo' | 'ask',
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const data = makeDataDir();
  const shell = await startConsole({ dataDir: data.path, args: ['--site', site] });
  const viewport = { width: 1280, height: 800 };
  // Nothing is caught half faded in.
  const page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
  try {
    await page.goto(shell.url);
    await look(page);
  } finally {
    await page.close();
    await shell.stop();
    data.remove();
  }
}

const take = (page: Page, name: string) => page.screenshot({ path: join(folder, `${name}.png`) });

/** What was said of earlier acts would lie over what is to be seen. */
async function closeNotices(page: Page): Promise<void> {
  const close = page.getByRole('button', { name: 'Close this notice' });
  while ((await close.count()) > 0) await close.first().click();
}

/** The id of a host by its name on the board. */
async function idOf(page: Page, host: string): Promise<string> {
  const card = page.getByRole('article', { name: host, exact: true });
  return (await card.getAttribute('data-host-id')) ?? '';
}

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: ensureChromium(),
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-background-networking',
  ],
});

await withPage(browser, 'ask', async (page) => {
  await page.getByRole('heading', { name: 'Connect your own host' }).waitFor();
  await take(page, 'connect');
});

await withPage(browser, 'demo', async (page) => {
  const board = boardPage(page);
  await page.getByRole('article').nth(5).waitFor();
  // CPU is known once every host was looked at twice.
  await page.waitForFunction(() => !document.body.textContent.includes('not known'));
  await page.getByText(/^\d+ % of \d+$/).waitFor();
  await take(page, 'board-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await take(page, 'board-dark');
  await page.emulateMedia({ colorScheme: 'light' });

  const [from, to] = [await idOf(page, 'xen-01'), await idOf(page, 'xen-02')];
  await board.lift(from, 'web-01', to);
  await page.getByText('Can move to xen-02').waitFor();
  await take(page, 'drag');
  await board.drop();
  const dialog = page.getByRole('dialog', { name: 'Move web-01 to xen-02?' });
  await dialog.getByText('nothing stands in the way').waitFor();
  await take(page, 'confirm');
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await board
    .job('Move web-01')
    .getByText(/Copying memory, [2-9]\d/)
    .waitFor();
  await take(page, 'job');
});
await withPage(browser, 'demo', async (page) => {
  await page.getByRole('article').nth(5).waitFor();
  await page.keyboard.press('c');
  const capacity = page.getByRole('main', { name: 'Capacity' });
  // A host's load is known from its second look on; until then it takes no part in a plan.
  for (const heading = capacity.getByRole('heading', { level: 2 }).first(); ; ) {
    const whole = (await capacity.getByRole('region', { name: 'Hosts left out' }).count()) === 0;
    if (whole && /can be freed/.test((await heading.textContent()) ?? '')) break;
    await page.waitForTimeout(1000);
    await capacity.getByRole('button', { name: 'Plan again' }).click();
    await capacity.getByText('Planning…').waitFor({ state: 'detached' });
  }
  await capacity.getByText('Planning…').waitFor({ state: 'detached' });
  await take(page, 'capacity');
  await page.keyboard.press('Escape');
  await page.keyboard.press('i');
  const images = page.getByRole('main', { name: 'Images' });
  await images.getByRole('region', { name: 'Web servers' }).waitFor();
  await take(page, 'images');
  await images.getByRole('radio', { name: 'Clients' }).press('Enter');
  await images.getByText('web-01').first().waitFor();
  await take(page, 'clients');
});

// The past, promises and reports: something has to have happened first.
await withPage(browser, 'demo', async (page) => {
  const board = boardPage(page);
  await page.getByRole('article').nth(5).waitFor();
  const from = await idOf(page, 'xen-05');
  for (const [name, action] of [
    ['web-02', 'Pause'],
    ['mail-03', 'Pause'],
    ['web-02', 'Resume'],
  ] as const) {
    await board.vm(from, name).click({ button: 'right' });
    await page.getByRole('menuitem', { name: action }).click();
    const state = action === 'Pause' ? 'paused' : 'running';
    await page.locator(`[data-vm-name="${name}"][aria-label^="${name}, ${state}"]`).waitFor();
  }
  await page.getByRole('button', { name: 'Clear ended' }).click();
  await closeNotices(page);
  await page.keyboard.press('h');
  const bar = page.getByRole('region', { name: 'Back in time' });
  await bar.getByRole('slider', { name: 'Moment' }).press('ArrowLeft');
  await bar.getByRole('slider', { name: 'Moment' }).press('ArrowLeft');
  await page.locator('.time-bar[aria-busy="false"]').getByText('The past:').waitFor();
  await take(page, 'past');
  await bar.getByRole('button', { name: 'What changed' }).click();
  await board.dialog.getByRole('listitem').first().waitFor();
  await take(page, 'changes');
  await page.keyboard.press('Escape');
  await bar.getByRole('button', { name: 'Close the history' }).click();

  for (const name of ['app-02', 'mon-01']) {
    await board.vm(from, name).click();
    await page.keyboard.press('Enter');
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('button', { name: 'Set an objective…' }).click();
    const objective = page.getByRole('dialog', { name: `Objective for ${name}` });
    await objective.getByRole('textbox', { name: 'CPU (pCPUs)' }).fill('1');
    await objective.getByRole('button', { name: 'Set the objective' }).click();
    await details.getByText('1 pCPU whenever it wants it').waitFor();
  }
  await take(page, 'details');
  await page.keyboard.press('l');
  const levels = page.getByRole('main', { name: 'Service levels' });
  await levels
    .getByRole('button', { name: /^Unfold/ })
    .first()
    .press('Enter');
  await levels.getByRole('heading', { name: '2 promises of 2 are kept now' }).waitFor();
  await take(page, 'levels');
  await page.keyboard.press('r');
  const preview = page.getByRole('article', { name: 'Preview' });
  await preview.getByRole('region', { name: 'Hosts', exact: true }).waitFor();
  await take(page, 'report');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('web');
  await page.getByRole('option').nth(3).waitFor();
  await take(page, 'search');
});
await browser.close();
console.log(`pictures in ${folder}`);
