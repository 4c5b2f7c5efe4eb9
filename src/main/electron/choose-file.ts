import type { BrowserWindow, Dialog, OpenDialogOptions, SaveDialogOptions } from 'electron';
import type { ChooseFile } from '../core/handlers/handler-context.ts';

const filters = [
  { name: 'Site files', extensions: ['age'] },
  { name: 'All files', extensions: ['*'] },
];

/** The system's own dialog for a site file, over the window where there is one. */
export async function chooseFile(
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>,
  window: BrowserWindow | null,
  { purpose, path }: Parameters<ChooseFile>[0],
): Promise<string | null> {
  const place = path === '' ? {} : { defaultPath: path };
  if (purpose === 'save') {
    // What is there already is asked about by the console itself.
    const options: SaveDialogOptions = { ...place, filters, title: 'Save into a site file' };
    const { filePath } = window
      ? await dialog.showSaveDialog(window, options)
      : await dialog.showSaveDialog(options);
    return filePath || null;
  }
  const options: OpenDialogOptions = {
    ...place,
    filters,
    title: 'Open a site file',
    properties: ['openFile'],
  };
  const { filePaths } = window
    ? await dialog.showOpenDialog(window, options)
    : await dialog.showOpenDialog(options);
  return filePaths[0] ?? null;
}
