import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Which files of a folder, at any depth, hold these bytes. */
export function filesWith(folder: string, words: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name);
    return statSync(path).isFile() && readFileSync(path).includes(words);
  });
}
