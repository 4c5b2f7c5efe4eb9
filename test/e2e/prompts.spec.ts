import type { Prompt } from '../../src/shared/model/connection.ts';
import { expect, test } from '../support/renderer-page.ts';

const offered = 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU';
const pinned = 'SHA256:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg';
const secret = 'correct horse battery';

function password(id: string, hostId: string): Prompt {
  return { kind: 'password', id, hostId, hostLabel: `label-${hostId}`, user: 'root', again: false };
}

test.describe('a host’s question', () => {
  test('shows a new host key and what to compare it with, and trusts exactly that key', async ({
    page,
    openSite,
    fake,
  }) => {
    await openSite({ scenario: 'prompt-new' });
    const dialog = page.getByRole('dialog', { name: 'Is this really xen-01-01?' });
    await expect(dialog.locator('.fingerprint code')).toHaveText(offered);
    await expect(
      dialog.getByText('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub'),
    ).toBeVisible();
    await dialog.getByRole('button', { name: 'Trust this key' }).click();
    await expect(dialog).toHaveCount(0);
    await expect
      .poll(() => fake.calls('prompts.answer'))
      .toEqual([{ promptId: 'p1', answer: { kind: 'trust', fingerprint: offered } }]);
  });

  test('trusts nothing when the user says no', async ({ page, openSite, fake }) => {
    await openSite({ scenario: 'prompt-new' });
    await page.getByRole('button', { name: 'Don’t connect' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect
      .poll(() => fake.calls('prompts.answer'))
      .toEqual([{ promptId: 'p1', answer: { kind: 'cancel' } }]);
  });

  test('shows a changed key beside the pinned one, and trusts it only after one more step', async ({
    page,
    openSite,
    fake,
  }) => {
    await openSite({ scenario: 'prompt-changed' });
    const dialog = page.getByRole('alertdialog');
    await expect(dialog.locator('.fingerprint code')).toHaveText([pinned, offered]);
    const trust = dialog.getByRole('button', { name: 'Trust the new key' });
    // It is not greyed out in silence: it takes the press, and does nothing.
    await trust.click({ force: true });
    await expect.poll(() => fake.calls('prompts.answer')).toEqual([]);
    await expect(dialog).toBeVisible();

    await dialog.getByText('the key shown now is its own new key').click();
    await trust.click();
    await expect(dialog).toHaveCount(0);
    await expect
      .poll(() => fake.calls('prompts.answer'))
      .toEqual([{ promptId: 'p1', answer: { kind: 'trust', fingerprint: offered } }]);
  });

  test('takes a password that is neither shown nor kept in the page', async ({
    page,
    openSite,
    fake,
  }) => {
    await openSite({ scenario: 'prompt-password' });
    const dialog = page.getByRole('dialog', { name: 'Password of root on xen-01-01' });
    await expect(dialog.getByText('The host did not accept the last one.')).toBeVisible();
    const field = dialog.getByLabel('Password', { exact: true });
    await expect(field).toBeFocused();
    await expect(field).toHaveAttribute('type', 'password');
    await page.keyboard.type(secret);
    expect(await fake.state((state) => JSON.stringify(state))).not.toContain(secret);
    await dialog.getByText('Remember it').click();
    await field.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect
      .poll(() => fake.calls('prompts.answer'))
      .toEqual([{ promptId: 'p1', answer: { kind: 'secret', values: [secret], remember: true } }]);
    expect(await fake.state((state) => JSON.stringify(state))).not.toContain(secret);
    expect(await page.content()).not.toContain(secret);
    const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
    expect(kept).not.toContain(secret);
  });

  test('does not send an empty password', async ({ page, openSite, fake }) => {
    await openSite({ scenario: 'prompt-password' });
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page.getByText('It cannot be empty.')).toBeVisible();
    await expect.poll(() => fake.calls('prompts.answer')).toEqual([]);
  });

  test('asks what the server asks, and shows what is typed only where it may', async ({
    page,
    openSite,
    fake,
  }) => {
    await openSite({ scenario: 'prompt-keyboard' });
    const dialog = page.getByRole('dialog', { name: 'Two-factor login' });
    await expect(dialog.getByText('Enter the code of your token.')).toBeVisible();
    await expect(dialog.getByText('Remember it')).toHaveCount(0);
    await expect(dialog.getByLabel('Password')).toHaveAttribute('type', 'password');
    await expect(dialog.getByLabel('Code')).toHaveAttribute('type', 'text');
    await dialog.getByLabel('Password').fill('one');
    await dialog.getByLabel('Code').fill('two');
    await dialog.getByLabel('Code').press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect
      .poll(() => fake.calls('prompts.answer'))
      .toEqual([
        { promptId: 'p1', answer: { kind: 'secret', values: ['one', 'two'], remember: false } },
      ]);
  });

  test('waits its turn: one at a time, with a count of the others', async ({
    page,
    openSite,
    fake,
  }) => {
    await openSite({ hosts: 3, vms: 6 });
    await fake.emit(
      ['h1', 'h2', 'h3'].map((hostId, at) => ({
        type: 'prompt-put',
        prompt: password(`q${at}`, hostId),
      })),
    );
    const first = page.getByRole('dialog', { name: 'Password of root on label-h1' });
    await expect(first.getByText('2 more questions waiting')).toBeVisible();
    await first.getByRole('button', { name: 'Don’t connect' }).click();
    const second = page.getByRole('dialog', { name: 'Password of root on label-h2' });
    await expect(second.getByText('1 more question waiting')).toBeVisible();
    // Put aside, a question is still there to be answered, and the next one has its turn.
    await page.keyboard.press('Escape');
    const third = page.getByRole('dialog', { name: 'Password of root on label-h3' });
    await third.getByRole('button', { name: 'Don’t connect' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.getByRole('button', { name: 'Answer' }).click();
    await expect(second).toBeVisible();
  });

  test('takes no focus from a field that is being written in', async ({ page, openSite, fake }) => {
    await openSite({ hosts: 3, vms: 6 });
    const search = page.getByLabel('Find hosts and VMs by name');
    await search.click();
    await page.keyboard.type('we');
    await fake.emit([{ type: 'prompt-put', prompt: password('q1', 'h1') }]);
    await expect(page.getByText('wants a password')).toBeVisible();
    await page.keyboard.type('b');
    await expect(search).toHaveValue('web');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.getByRole('button', { name: 'Answer' }).click();
    await expect(page.getByRole('dialog', { name: 'Password of root on label-h1' })).toBeVisible();
  });

  test('that is taken back never hands what is being typed to the next one', async ({
    page,
    openSite,
    fake,
  }) => {
    await openSite({ hosts: 3, vms: 6 });
    await fake.emit([
      { type: 'prompt-put', prompt: password('q1', 'h1') },
      { type: 'prompt-put', prompt: password('q2', 'h2') },
    ]);
    await page.getByLabel('Password', { exact: true }).fill(secret);
    await fake.emit([{ type: 'prompt-removed', promptId: 'q1' }]);
    await expect(page.getByRole('dialog', { name: 'label-h1 no longer asks' })).toBeVisible();
    await page.keyboard.type(secret);
    await page.getByRole('button', { name: 'Close' }).last().click();
    const next = page.getByRole('dialog', { name: 'Password of root on label-h2' });
    await expect(next.getByLabel('Password', { exact: true })).toHaveValue('');
    await expect.poll(() => fake.calls('prompts.answer')).toEqual([]);
  });
});
