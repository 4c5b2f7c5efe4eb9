import { expect, test } from '../support/renderer-page.ts';

test.describe('usage over time', () => {
  for (const theme of ['light', 'dark'] as const) {
    test(`is drawn for a host with dom0 apart, and by keyboard over another range (${theme})`, async ({
      page,
      openSite,
      fake,
    }) => {
      await openSite({ hosts: 4, vms: 8, theme });
      await page.getByRole('button', { name: 'Host xen-01-04' }).click();
      const graph = page.getByRole('region', { name: 'Usage over time' });
      await expect(graph.getByText('dom0', { exact: true })).toBeVisible();
      await expect(graph.locator('canvas')).toHaveCount(4);
      await expect(graph.getByText(/^Network in mean [\d.]+ MiB\/s/)).toBeVisible();
      await expect(graph.getByText(/^Disks read mean [\d.]+ MiB\/s/)).toBeVisible();
      const week = graph.getByRole('radio', { name: '1 w' });
      await week.focus();
      await page.keyboard.press('Enter');
      await expect(week).toBeChecked();
      await expect
        .poll(async () => {
          const asked = (await fake.calls('samples.series')) as { from: number; to: number }[];
          const last = asked.at(-1);
          return (last?.to ?? 0) - (last?.from ?? 0);
        })
        .toBe(7 * 86_400_000);
    });
  }

  test('of a VM says why nothing is known of its disks, and draws no empty graph', async ({
    page,
    openSite,
  }) => {
    await openSite({ hosts: 2, vms: 4 });
    const chip = page.locator('.board [data-vm-name]').first();
    await chip.click();
    await page.keyboard.press('Enter');
    const graph = page.getByRole('region', { name: 'Usage over time' });
    await expect(graph.locator('canvas')).toHaveCount(3);
    await expect(graph.locator('.usage-graph-plot[data-of="disk"]')).toHaveCount(0);
    await expect(graph.getByText('Disks not known: on this host qemu serves xvda')).toBeVisible();
  });

  test('is drawn for the site, and a drag over it looks closer', async ({
    page,
    openSite,
    fake,
  }) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await openSite({ hosts: 3, vms: 6 });
    await page.getByRole('button', { name: 'Capacity' }).click();
    const plot = page.locator('.usage-graph-plot[data-of="cpu"] .u-over');
    const box = await plot.boundingBox();
    if (!box) throw new Error('no graph');
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.5, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, y, { steps: 4 });
    await page.mouse.up();
    await expect
      .poll(async () => {
        const asked = (await fake.calls('samples.series')) as { from: number; to: number }[];
        const last = asked.at(-1);
        return Math.round(((last?.to ?? 0) - (last?.from ?? 0)) / 3_600_000);
      })
      .toBe(6);
  });

  test('keeps its colours where the system asks for less motion', async ({ page, openSite }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openSite({ hosts: 2, vms: 4 });
    await page
      .getByRole('button', { name: /^Host xen/ })
      .first()
      .click();
    const canvas = page.locator('.usage-graph-plot[data-of="net"] canvas');
    await expect(canvas).toBeVisible();
    /** How far a pixel that is not see-through is from grey, at most. Text is up to 51. */
    const strongest = () =>
      canvas.evaluate((element: HTMLCanvasElement) => {
        const { width, height } = element;
        const { data = [] } = element.getContext('2d')?.getImageData(0, 0, width, height) ?? {};
        let most = 0;
        for (let at = 0; at < data.length; at += 4) {
          if ((data[at + 3] ?? 0) < 200) continue;
          const rgb = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
          most = Math.max(most, Math.max(...rgb) - Math.min(...rgb));
        }
        return most;
      });
    await expect.poll(strongest).toBeGreaterThan(60);
  });
});
