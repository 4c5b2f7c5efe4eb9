import { expect, test } from '../support/renderer-page.ts';
import { boardPage } from './pages/board-page.ts';

test.describe('service levels', () => {
  for (const theme of ['light', 'dark'] as const) {
    test(`are promised to all VMs with a tag, with the keyboard alone (${theme})`, async ({
      page,
      openSite,
      fake,
    }) => {
      await page.setViewportSize({ width: 1280, height: 800 });
      await openSite({ hosts: 3, vms: 6, theme });
      await page
        .getByRole('button', { name: /^Host xen/ })
        .first()
        .click();
      await page.keyboard.press('l');
      const levels = page.getByRole('main', { name: 'Service levels' });
      await expect(levels).toContainText('Nothing is promised to any VM yet.');
      await expect(levels).toContainText('Set an objective…');

      // A tag's objective, by keys.
      await levels.getByRole('button', { name: 'Objective for a tag…' }).focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Objective for a tag' });
      await expect(dialog.getByRole('textbox', { name: 'Tag' })).toBeFocused();
      await page.keyboard.type('production');
      const named = page.getByRole('dialog', { name: /tagged “production”/ });
      await named.getByRole('textbox', { name: 'CPU (pCPUs)' }).focus();
      await page.keyboard.type('0,01');
      await expect(named).toContainText('A number of pCPUs from 0.05 on');
      await page.keyboard.press('Control+a');
      await page.keyboard.type('1');
      // What has to answer, and what is wrong with it while it is typed.
      await named.getByRole('radio', { name: 'TCP port' }).focus();
      await page.keyboard.press('Space');
      const target = named.getByRole('textbox', { name: 'Address and port' });
      await target.focus();
      await page.keyboard.type('{name}.lan');
      await expect(named).toContainText('An address and a port, such as web-01.lan:443.');
      await page.keyboard.type(':443');
      await expect(named).not.toContainText('such as web-01.lan:443');
      const suggest = named.getByRole('radio', { name: 'Suggest' });
      await suggest.focus();
      await page.keyboard.press('Space');
      await expect(named).toContainText('each proposal waits for your yes');
      await named.getByRole('button', { name: 'Set the objective' }).focus();
      await page.keyboard.press('Enter');
      await expect(named).toHaveCount(0);
      const put = (await fake.calls('sla.put'))[0];
      expect(put).toMatchObject({
        id: null,
        subject: { kind: 'tag', tag: 'production' },
        promise: {
          cpus: 1,
          mode: 'suggest',
          hours: null,
          probe: { kind: 'tcp', address: '{name}.lan', port: 443 },
        },
      });
      await expect(levels.getByRole('region', { name: 'Objectives' })).toContainText(
        'answers {name}.lan:443',
      );
    });
  }

  test('of a VM are set in its details, tell of a breach, and a proposal names what will happen', async ({
    page,
    openSite,
    fake,
  }) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await openSite({ hosts: 3, vms: 8 });
    const vms = await fake.state(({ site }) =>
      Object.values(site.vms).flatMap((byName) =>
        Object.values(byName)
          .filter(({ uuid, domid }) => uuid !== null && domid !== null)
          .map(({ hostId, name }) => ({ hostId, name })),
      ),
    );
    const board = boardPage(page);
    for (const { hostId, name } of vms.slice(0, 2)) {
      await board.vm(hostId, name).click();
      await page.keyboard.press('Enter');
      const details = page.getByRole('complementary', { name: 'Details' });
      await details.getByRole('button', { name: 'Set an objective…' }).click();
      const dialog = page.getByRole('dialog', { name: `Objective for ${name}` });
      await dialog.getByRole('textbox', { name: 'CPU (pCPUs)' }).fill('1');
      await dialog.getByRole('button', { name: 'Set the objective' }).click();
      await expect(details).toContainText('1 pCPU whenever it wants it');
    }
    await page.getByRole('button', { name: 'Service levels' }).click();
    const levels = page.getByRole('main', { name: 'Service levels' });
    await expect(levels.getByRole('heading', { level: 2 })).toHaveText(
      '1 promise of 2 is broken now.',
    );
    const row = levels.locator('.sla-level[data-now="broken"]');
    await expect(row).toContainText('its host was full');
    await expect(row).toContainText('3 h 12 min of 7 h 12 min left');
    await row.getByRole('button', { name: /^Unfold/ }).press('Enter');
    await expect(row.getByRole('list', { name: 'The last 31 days' })).toBeVisible();
    await expect(row.getByRole('listitem').filter({ hasText: 'not seen' }).first()).toBeAttached();
    await expect(levels.getByRole('region', { name: 'Breaches' })).toContainText(
      '0.6 of 1 promised pCPUs',
    );

    const proposals = levels.getByRole('region', { name: 'Proposals' });
    await proposals.getByRole('button', { name: /^Set weight/ }).click();
    const confirm = page.getByRole('dialog', { name: /^Set weight/ });
    await expect(confirm).toContainText('is full (98 % of 16 pCPUs)');
    await expect(confirm).toContainText('when the objective is removed');
    await page.keyboard.press('Enter');
    await expect(confirm).toHaveCount(0);
    await expect(proposals).toHaveCount(0);
    await expect(levels.getByRole('region', { name: 'What was done' })).toContainText('Weight 256');
    const [accepted] = await fake.calls('sla.accept');
    expect(accepted).toMatchObject({ step: { kind: 'tune', part: 'weight' } });

    const objectives = levels.getByRole('region', { name: 'Objectives' });
    await objectives
      .getByRole('button', { name: /^Remove/ })
      .first()
      .click();
    await expect(objectives.getByRole('listitem')).toHaveCount(1);
    await page.keyboard.press('b');
    await expect(levels).toHaveCount(0);
  });
});
