import type { Dialog } from 'electron';
import { describe, expect, it } from 'vitest';
import { chooseFile } from '../../../src/main/electron/choose-file.ts';

/** A dialog whose user takes this path, or closes it. */
function dialogOf(path: string | null) {
  const asked: unknown[] = [];
  const answer = { canceled: path === null, filePath: path ?? '', filePaths: path ? [path] : [] };
  const dialog = {
    showSaveDialog: async (options: unknown) => {
      asked.push(options);
      return answer;
    },
    showOpenDialog: async (options: unknown) => {
      asked.push(options);
      return answer;
    },
  } as unknown as Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>;
  return { dialog, asked };
}

describe('the system’s dialog for a site file', () => {
  it('begins where the page says, and gives the path that was chosen', async () => {
    const { dialog, asked } = dialogOf('/media/stick/site.age');
    const ask = { purpose: 'save', path: '/home/admin/site.age' } as const;
    expect(await chooseFile(dialog, null, ask)).toBe('/media/stick/site.age');
    expect(asked).toEqual([expect.objectContaining({ defaultPath: '/home/admin/site.age' })]);
  });

  it('opens one file and no folder', async () => {
    const { dialog, asked } = dialogOf('/media/stick/site.age');
    expect(await chooseFile(dialog, null, { purpose: 'open', path: '' })).toBe(
      '/media/stick/site.age',
    );
    expect(asked).toEqual([expect.objectContaining({ properties: ['openFile'] })]);
  });

  it('gives nothing when it was closed', async () => {
    for (const purpose of ['save', 'open'] as const) {
      expect(await chooseFile(dialogOf(null).dialog, null, { purpose, path: '' })).toBeNull();
    }
  });
});
