import type { Page } from 'playwright/test';
import { expect, test } from '../support/renderer-page.ts';
import { sampleVm } from '../support/sample-site.ts';

const names = {
  long: `web-${'x'.repeat(296)}`,
  'right-to-left': 'שרת ייצור 12',
  'reversing its neighbours': 'web\u202e12\u202dgnp.cfg',
  markup: '<img src=x onerror="window.harmed=true"><b>bold</b>',
  quoted: 'web "1" $(reboot) ü',
  'of an object’s own': '__proto__',
};

/** Nothing is wider than the window, and the top bar is where it belongs. */
async function layoutHolds(page: Page): Promise<void> {
  const sizes = await page.evaluate(() => ({
    page: document.documentElement.scrollWidth,
    window: window.innerWidth,
    panel: document.querySelector('.panel')?.scrollWidth ?? 0,
    panelBox: document.querySelector('.panel')?.clientWidth ?? 0,
  }));
  expect(sizes.page).toBeLessThanOrEqual(sizes.window);
  expect(sizes.panel).toBeLessThanOrEqual(sizes.panelBox);
}

for (const [kind, name] of Object.entries(names)) {
  test(`a name that is ${kind} is shown as text, and breaks no layout`, async ({
    page,
    openSite,
    fake,
  }) => {
    await openSite({ hosts: 2, vms: 6 });
    await fake.emit([
      {
        type: 'vm-put',
        vm: sampleVm({ hostId: 'h1', name, configPath: `/etc/xen/${name}.cfg` }),
      },
    ]);
    await page.locator(`[data-vm-name=${JSON.stringify(name)}]`).dblclick();
    const panel = page.getByRole('complementary', { name: 'Details' });
    await expect(panel.locator('h2')).toHaveText(name);
    await layoutHolds(page);

    await panel.getByRole('button', { name: 'View' }).click();
    const config = page.getByRole('dialog');
    await expect(config.getByRole('heading')).toHaveText(`Configuration of ${name}`);
    await layoutHolds(page);
    await page.keyboard.press('Escape');

    await panel.getByRole('button', { name: 'Move to…' }).click();
    await expect(page.getByRole('dialog')).toContainText(name);
    await layoutHolds(page);
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => 'harmed' in window)).toBe(false);
    await expect(page.locator('img')).toHaveCount(0);
  });
}

test('a host’s name and a server’s words are text, too', async ({ page, openSite, fake }) => {
  await openSite({ hosts: 2, vms: 6 });
  await fake.emit([
    {
      type: 'prompt-put',
      prompt: {
        kind: 'keyboard-interactive',
        id: 'q1',
        hostId: 'h1',
        hostLabel: names.markup,
        title: names.markup,
        instructions: `${names.long}\n${names.markup}`,
        fields: [{ label: names.markup, echo: true }],
      },
    },
  ]);
  await expect(page.getByRole('dialog').getByRole('heading')).toHaveText(names.markup);
  await layoutHolds(page);
  expect(await page.evaluate(() => 'harmed' in window)).toBe(false);
  await expect(page.locator('img')).toHaveCount(0);
});
