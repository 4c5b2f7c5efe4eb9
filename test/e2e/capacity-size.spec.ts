import { expect, test } from '../support/renderer-page.ts';

/** The page's own work, without hosts: a cupboard of three, and a thousand, in both looks. */
for (const theme of ['light', 'dark'] as const) {
  for (const { hosts, vms } of [
    { hosts: 3, vms: 24 },
    { hosts: 1000, vms: 20_000 },
  ]) {
    test(`the capacity page works with ${hosts} hosts, ${theme}`, async ({ page, openSite }) => {
      await page.setViewportSize({ width: 2560, height: 1440 });
      await openSite({ hosts, vms, theme });
      await page.keyboard.press('c');
      const capacity = page.getByRole('main', { name: 'Capacity' });
      await expect(capacity.getByRole('heading', { level: 2 })).toContainText(/freed|consolidated/);
      const now = capacity.getByRole('list', { name: 'Now' });
      await expect(now.getByRole('listitem')).toHaveCount(hosts);
      await expect(capacity.getByText('To the best possible plan')).toBeVisible();
      await expect(capacity.getByText('If any one host fails')).toBeVisible();
      // Nothing is wider than the window, and both halves of it are used.
      const { width, right } = await capacity.evaluate((main) => ({
        width: main.scrollWidth - main.clientWidth,
        right: main.querySelector('.plan-moves')?.getBoundingClientRect().right ?? 0,
      }));
      expect(width).toBe(0);
      expect(right).toBeGreaterThan(2400);
    });
  }
}
