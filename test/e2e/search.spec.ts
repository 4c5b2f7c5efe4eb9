import { expect, test } from '../support/renderer-page.ts';
import { boardPage } from './pages/board-page.ts';

test.describe('the search everywhere', () => {
  test.beforeEach(({ openSite }) => openSite({ scenario: 'lab' }));

  test('finds a VM by keyboard alone and goes to it, even from a field', async ({ page, fake }) => {
    await page.keyboard.press('/');
    await page.keyboard.type('nothing is called so');
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Search everywhere' });
    const field = palette.getByRole('combobox', { name: 'Search everywhere' });
    await expect(field).toBeFocused();
    await expect(palette).toContainText('Type part of a name');

    await page.keyboard.type('countr');
    // Taking a letter back leaves a chosen row, and so does every other change of the text.
    await page.keyboard.type('x');
    await expect(palette.locator('[data-focused]')).toHaveCount(0);
    await page.keyboard.press('Backspace');
    const found = palette.getByRole('option', { name: 'counter' });
    await expect(found).toContainText('running on xen-a');
    await expect(found).toHaveAttribute('data-focused', 'true');
    await expect(field).toBeFocused();
    await page.keyboard.press('Enter');

    await expect(palette).toHaveCount(0);
    await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('counter');
    await expect(boardPage(page).vm('xen-a', 'counter')).toBeFocused();
    expect(await fake.state(({ view }) => view.query)).toBe('');
  });

  test('offers actions with their keys, does them, and says why it cannot', async ({
    page,
    fake,
  }) => {
    const board = boardPage(page);
    await board.vm('xen-a', 'counter').click();
    await board.vm('xen-a', 'counter').press('Enter');
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Search everywhere' });
    await page.keyboard.type('resume');
    const resume = palette.getByRole('option', { name: 'Resume' });
    await expect(resume).toContainText('counter · It is not paused.');
    await page.keyboard.press('Enter');
    await expect(palette).toBeVisible();
    await expect.poll(() => fake.calls('vms.power')).toEqual([]);

    await page.keyboard.press('Control+a');
    await page.keyboard.type('pause');
    await expect(palette.getByRole('option', { name: 'Pause', exact: true })).toHaveAttribute(
      'data-focused',
      'true',
    );
    await page.keyboard.press('Enter');
    await expect(board.vm('xen-a', 'counter')).toHaveAttribute('aria-label', /^counter, paused/);

    await page.keyboard.press('Control+k');
    await page.keyboard.type('settings');
    await expect(palette.getByRole('option', { name: 'Settings' })).toContainText('Ctrl ,');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  });

  test('finds what happened, and goes back to when it did', async ({ page }) => {
    const board = boardPage(page);
    await board.vm('xen-a', 'counter').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    const vm = board.vm('xen-a', 'counter');
    await expect(vm).toHaveAttribute('aria-label', /^counter, paused/);

    await page.keyboard.press('Control+k');
    await page.keyboard.type('counter');
    const palette = page.getByRole('dialog', { name: 'Search everywhere' });
    const events = palette.getByRole('group', { name: 'Past events' });
    const event = events.getByRole('option').first();
    await expect(event).toContainText('state: running → paused');
    await event.click();
    await expect(page.getByRole('region', { name: 'Back in time' })).toContainText('The past:');
    await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('counter');
  });

  test('says what it looked for when nothing is there, and closes without a trace', async ({
    page,
  }) => {
    const vm = boardPage(page).vm('xen-a', 'counter');
    await vm.focus();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('<img onerror>');
    const palette = page.getByRole('dialog', { name: 'Search everywhere' });
    await expect(palette).toContainText('Nothing is called <img onerror>');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(palette).toHaveCount(0);
    await expect(vm).toBeFocused();
  });
});

test('the search says when a host that is away was last seen', async ({ page, openSite }) => {
  await openSite({ scenario: 'broken', hosts: 8, vms: 24 });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('xen');
  const palette = page.getByRole('dialog', { name: 'Search everywhere' });
  await expect(palette.getByText(/last seen .* ago/).first()).toBeVisible();
});
