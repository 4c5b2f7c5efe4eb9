import { mkdirSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, type Page, test } from 'playwright/test';
import { openStore } from '../../src/main/core/store/open-store.ts';
import { accessSchema } from '../../src/shared/model/connection.ts';
import { makeDataDir, startConsole } from '../support/console-process.ts';
import { recordingLog } from '../support/quiet-log.ts';
import { sampleHost } from '../support/sample-site.ts';

/** A console with one host that is away, whose files were harmed while it was not running. */
async function withHarmedConsole(
  harm: (files: { store: string; samples: string }) => void,
  look: (page: Page, folder: string) => Promise<void>,
  page: Page,
): Promise<void> {
  const data = makeDataDir();
  const files = {
    store: join(data.path, 'site.sqlite'),
    samples: join(data.path, 'samples.sqlite'),
  };
  mkdirSync(data.path, { recursive: true });
  const store = openStore(files.store, { log: recordingLog() });
  if (!store.ok) throw new Error(store.error.message);
  const access = accessSchema.parse({ address: '127.0.0.1', port: 1, user: 'root' });
  store.value.hosts.put({ id: 'h1', label: 'xen-01', access });
  const host = sampleHost({ id: 'h1', label: 'xen-01' });
  store.value.history.appendEvents(1000, [{ type: 'host-put', host }]);
  store.value.close();
  harm(files);
  const shell = await startConsole({ dataDir: data.path, args: ['--site', 'own'] });
  try {
    await page.goto(shell.url);
    await page.locator('[data-host-id]').first().waitFor();
    await look(page, data.path);
  } finally {
    await shell.stop();
    data.remove();
  }
}

test('samples of a newer version: the site is there, and says what is missing and what to do', async ({
  page,
}) => {
  await withHarmedConsole(
    ({ samples }) => {
      const raw = new DatabaseSync(samples);
      raw.exec(`PRAGMA application_id = ${0x53746173}; PRAGMA user_version = 999`);
      raw.close();
    },
    async () => {
      const warning = page.getByRole('alert').filter({ hasText: 'No usage is kept' });
      await expect(warning).toContainText('written by a newer Stateroom');
      await expect(warning).toContainText('Start the newer version');
      await expect(warning).toContainText('Everything else of the site works.');
      await page.getByRole('button', { name: 'Details of xen-01' }).click();
      await expect(page.getByRole('complementary', { name: 'Details' })).toContainText(
        'The samples could not be read',
      );
    },
    page,
  );
});

test('a damaged store: what was set aside, where, and what was saved is told until it is read', async ({
  page,
}) => {
  await withHarmedConsole(
    ({ store }) => truncateSync(store, statSync(store).size - 4096),
    async (_page, folder) => {
      const aside = readdirSync(folder).find((name) => name.includes('.damaged-')) ?? 'no file';
      const warning = page.getByRole('alert').filter({ hasText: 'was damaged' });
      await expect(warning).toContainText('1 host, ');
      await expect(warning).toContainText(aside);
      await page.getByRole('button', { name: 'Close this warning' }).click();
      await expect(warning).toHaveCount(0);
      await page.reload();
      await page.locator('[data-host-id]').first().waitFor();
      await expect(warning).toHaveCount(0);
    },
    page,
  );
});
