import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which files of a folder, at any depth, hold these bytes. */
export function filesWith(folder: string, words: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    try {
      return readFileSync(join(folder, name)).includes(words);
    } catch (thrown) {
      // A folder; or a file that a console which runs has just put away.
      const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
      if (code === 'EISDIR' || code === 'ENOENT') return false;
      throw thrown;
    }
  });
}
