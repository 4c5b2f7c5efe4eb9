import type { FakeCore } from '../support/fake-transport.ts';
import { expect, test } from '../support/renderer-page.ts';

/** Promises to many VMs, on a site of three hosts and of a thousand, in both looks and on a large screen. */
for (const theme of ['light', 'dark'] as const) {
  for (const { hosts, vms, tagged } of [
    { hosts: 3, vms: 24, tagged: 20 },
    { hosts: 1000, vms: 20_000, tagged: 500 },
  ]) {
    test(`service levels work with ${hosts} hosts, ${theme}`, async ({ page, openSite, fake }) => {
      await page.setViewportSize({ width: 2560, height: 1440 });
      await openSite({ hosts, vms, theme });
      const some = await fake.state(({ site }) =>
        Object.values(site.vms).flatMap((byName) =>
          Object.values(byName).flatMap(({ hostId, name, uuid }) =>
            uuid ? [{ hostId, name }] : [],
          ),
        ),
      );
      await page.evaluate(
        async (refs) => {
          const { core } = (window as unknown as { fake: { core: FakeCore } }).fake;
          for (const vm of refs) await core.invoke('vms.tag', { vm, tags: ['shop'] });
          await core.invoke('sla.put', {
            id: null,
            subject: { kind: 'tag', tag: 'shop' },
            promise: {
              cpus: 1,
              availability: 0.99,
              longestPauseMs: null,
              priority: 'normal',
              hours: null,
              mode: 'suggest',
            },
          });
        },
        some.slice(0, tagged),
      );
      await page.keyboard.press('l');
      const levels = page.getByRole('main', { name: 'Service levels' });
      await expect(levels.getByRole('heading', { level: 2 })).toContainText('broken now');
      const rows = levels.locator('.sla-level');
      await expect(rows).toHaveCount(Math.min(tagged, 50));
      if (tagged > 50) {
        await levels.getByRole('button', { name: /^Show \d+ more VMs/ }).click();
        await expect(rows).toHaveCount(tagged);
      }
      // Nothing is wider than the window, and its right half is used, too.
      const { over, right } = await levels.evaluate((main) => ({
        over: main.scrollWidth - main.clientWidth,
        right: Math.max(
          ...[...main.querySelectorAll('.sla-part')].map(
            (part) => part.getBoundingClientRect().right,
          ),
        ),
      }));
      expect(over).toBe(0);
      expect(right).toBeGreaterThan(2400);
    });
  }
}
