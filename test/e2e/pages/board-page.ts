import { expect, type Locator, type Page } from 'playwright/test';

/** The board as a user sees it: hosts are cards, VMs are chips, and both can be dragged over. */
export function boardPage(page: Page) {
  const host = (hostId: string): Locator => page.locator(`[data-host-id="${hostId}"]`);
  const vm = (hostId: string, name: string): Locator =>
    host(hostId).locator(`[data-vm-name=${JSON.stringify(name)}]`);

  async function middleOf(target: Locator): Promise<{ x: number; y: number }> {
    await target.scrollIntoViewIfNeeded();
    const box = await target.boundingBox();
    if (!box) throw new Error('it is not on screen');
    return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 120) };
  }

  return {
    host,
    vm,
    verdict: (hostId: string): Locator => host(hostId).locator('.verdict'),
    ghost: page.locator('.ghost'),
    dialog: page.getByRole('dialog').or(page.getByRole('alertdialog')),
    job: (title: string): Locator => page.getByRole('listitem', { name: title, exact: true }),

    /** Picks several VMs of one host, as with the mouse and Ctrl. */
    async select(hostId: string, names: readonly string[]): Promise<void> {
      for (const [at, name] of names.entries()) {
        await vm(hostId, name).click(at === 0 ? {} : { modifiers: ['Control'] });
      }
    },

    /** Lifts a VM and holds it over a host. */
    async lift(from: string, name: string, over: string): Promise<void> {
      // Cards may be laid anew while hosts are still read: then another one was lifted, or none.
      await expect(async () => {
        const start = await middleOf(vm(from, name));
        const end = await middleOf(host(over));
        await page.mouse.move(start.x, start.y);
        await page.mouse.down();
        try {
          await page.mouse.move(start.x + 12, start.y + 12, { steps: 2 });
          await page.mouse.move(end.x, end.y, { steps: 5 });
          await expect(vm(from, name)).toHaveAttribute('data-lifted', 'true', { timeout: 10_000 });
          await expect(host(over).locator('.verdict[data-over]')).toBeVisible({ timeout: 10_000 });
        } catch (missed) {
          await page.keyboard.press('Escape');
          await page.mouse.up();
          throw missed;
        }
      }).toPass();
    },

    drop: (): Promise<void> => page.mouse.up(),

    async drag(from: string, name: string, to: string): Promise<void> {
      await this.lift(from, name, to);
      await this.drop();
    },
  };
}
