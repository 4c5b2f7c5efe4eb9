import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';
import { displayProblem, findElectron } from '../../scripts/lib/electron.mjs';

const binary = findElectron();
const display = displayProblem();

test.describe('the desktop app’s --report', () => {
  test.skip(!binary, 'Electron’s binary is not installed here, and cannot be downloaded.');
  test.skip(display !== undefined, `Electron does not start here: ${display}.`);

  test('prints a PDF of the demo site by its own engine, and ends without a window', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stateroom-electron-report-'));
    try {
      const out = join(folder, 'site.pdf');
      const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      const { stdout } = await promisify(execFile)(binary ?? '', [
        ...sandbox,
        `--user-data-dir=${folder}`,
        '.',
        '--report',
        '--demo',
        '--out',
        out,
      ]);
      expect(stdout).toContain(out);
      expect(readFileSync(out).subarray(0, 5).toString()).toBe('%PDF-');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
