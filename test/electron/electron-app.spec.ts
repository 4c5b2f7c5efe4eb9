import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, expect, test } from 'playwright/test';
import { displayProblem, findElectron } from '../../scripts/lib/electron.mjs';

const binary = findElectron();
const display = displayProblem();

test.describe('the desktop app', () => {
  test.skip(!binary, 'Electron’s binary is not installed here, and cannot be downloaded.');
  test.skip(display !== undefined, `No window can be opened here: ${display}.`);

  let app: ElectronApplication;
  let userData: string;

  test.beforeAll(async () => {
    userData = mkdtempSync(join(tmpdir(), 'stateroom-electron-'));
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    app = await _electron.launch({
      executablePath: binary ?? '',
      args: [...sandbox, `--user-data-dir=${userData}`, '.'],
    });
  });
  test.afterAll(async () => {
    await app?.close();
    rmSync(userData, { recursive: true, force: true });
  });

  test('opens on the demo site', async () => {
    const window = await app.firstWindow();
    await expect(window.locator('[data-host-id]').first()).toBeVisible();
  });

  test('gives the page neither Node nor Electron', async () => {
    const window = await app.firstWindow();
    const found = await window.evaluate(() => ({
      require: typeof (globalThis as Record<string, unknown>).require,
      process: typeof (globalThis as Record<string, unknown>).process,
      surface: Object.keys((globalThis as Record<string, unknown>).stateroom as object).sort(),
    }));
    expect(found).toEqual({
      require: 'undefined',
      process: 'undefined',
      surface: ['invoke', 'subscribe'],
    });
  });

  test('has the zstd that site files are compressed with', async () => {
    const kind = await app.evaluate(() => {
      const zlib = process.getBuiltinModule('node:zlib');
      return [typeof zlib.createZstdCompress, typeof zlib.createZstdDecompress];
    });
    expect(kind).toEqual(['function', 'function']);
  });

  test('opens its window isolated and sandboxed', async () => {
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const contents = window?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      return contents.getLastWebPreferences();
    });
    expect(preferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
    });
  });

  test('stays on its own page', async () => {
    const window = await app.firstWindow();
    const before = window.url();
    await window.evaluate(() => {
      globalThis.location.href = 'https://example.org/';
    });
    await expect(window.locator('[data-host-id]').first()).toBeVisible();
    expect(window.url()).toBe(before);
  });
});
