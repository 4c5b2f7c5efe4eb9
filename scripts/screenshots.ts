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
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
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
await browser.close();
console.log(`pictures in ${folder}`);
