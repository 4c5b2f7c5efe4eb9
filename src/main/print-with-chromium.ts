import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { appError } from '../shared/app-error.ts';
import { err, ok } from '../shared/result.ts';
import type { PrintPdf } from './core/reports/write-report.ts';

const usual: Readonly<Record<string, readonly string[]>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/microsoft-edge',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** Where a Chromium is: STATEROOM_CHROMIUM names one, else the usual places are looked at. */
function findChromium(): string | undefined {
  const named = process.env.STATEROOM_CHROMIUM;
  if (named) return named;
  return usual[process.platform]?.find((path) => existsSync(path));
}

/** A page of a thousand hosts takes a minute on a slow machine; a hung browser never ends. */
const longestMs = 15 * 60_000;

/** For where Electron is not: the same engine, without a window, in a profile that ends with it. */
export const printWithChromium: PrintPdf = async (htmlPath, pdfPath, signal) => {
  const executable = findChromium();
  if (executable === undefined) {
    return err(
      appError('printer-missing', 'No Chromium was found on this machine to make a PDF with.', {
        hint: 'Install Chromium or Chrome, or name one in STATEROOM_CHROMIUM; or choose HTML and print it.',
      }),
    );
  }
  const profile = await mkdtemp(join(tmpdir(), 'stateroom-print-'));
  try {
    const words = await run(executable, signal, [
      '--headless',
      // Chromium's own sandbox refuses to run as root. The page has no script and loads nothing.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-extensions',
      `--user-data-dir=${profile}`,
      '--no-pdf-header-footer',
      `--print-to-pdf=${pdfPath}`,
      pathToFileURL(htmlPath).href,
    ]);
    if (await isPdf(pdfPath)) return ok(undefined);
    return err(
      appError('print-failed', `${executable} made no PDF.`, {
        details: words,
        hint: 'Choose HTML, and print that.',
      }),
    );
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
};

/** What it said; whether it did what it was for is seen from the file. */
function run(
  executable: string,
  signal: AbortSignal | undefined,
  args: readonly string[],
): Promise<string> {
  return new Promise((resolve) => {
    const options = {
      timeout: longestMs,
      killSignal: 'SIGKILL' as const,
      ...(signal && { signal }),
    };
    execFile(executable, args, options, (error, out, bad) => {
      resolve([error?.message ?? '', out, bad].filter(Boolean).join('\n'));
    });
  });
}

async function isPdf(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer } = await file.read(Buffer.alloc(5), 0, 5, 0);
      return buffer.toString('latin1') === '%PDF-';
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}
