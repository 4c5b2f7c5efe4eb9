import { writeFile } from 'node:fs/promises';
import { BrowserWindow } from 'electron';
import { appError } from '../../shared/app-error.ts';
import { err, ok } from '../../shared/result.ts';
import type { PrintPdf } from '../core/reports/write-report.ts';

/** In a window that nobody sees and that runs no script; the page's own style says how it prints. */
export const printWithElectron: PrintPdf = async (htmlPath, pdfPath) => {
  const window = new BrowserWindow({
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, javascript: false },
  });
  let pdf: Buffer;
  try {
    await window.loadFile(htmlPath);
    pdf = await window.webContents.printToPDF({
      preferCSSPageSize: true,
      printBackground: true,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    });
  } catch (thrown) {
    return err(
      appError('print-failed', 'Electron made no PDF.', {
        details: thrown instanceof Error ? thrown.message : String(thrown),
        hint: 'Choose HTML, and print that.',
      }),
    );
  } finally {
    window.destroy();
  }
  await writeFile(pdfPath, pdf);
  return ok(undefined);
};
