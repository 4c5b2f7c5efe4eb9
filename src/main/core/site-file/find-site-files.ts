import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundSiteFile } from '../../../shared/model/site-file.ts';

export const siteFileEnding = '.age';

/** Where people have files that came to them. */
const folders = ['.', 'Downloads', 'Desktop', 'Documents'];
const mostFiles = 12;

/** Files that may be site files in the user's usual folders, newest first. */
export function findSiteFiles(home: string): FoundSiteFile[] {
  return folders
    .flatMap((folder) => filesIn(join(home, folder)))
    .sort((a, b) => b.modifiedAt - a.modifiedAt)
    .slice(0, mostFiles);
}

/** A folder that is not there, or may not be read, has none. */
function filesIn(folder: string): FoundSiteFile[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith(siteFileEnding))
    .flatMap((name) => {
      const path = join(folder, name);
      const found = statSync(path, { throwIfNoEntry: false });
      return found?.isFile() ? [{ path, bytes: found.size, modifiedAt: found.mtimeMs }] : [];
    });
}

/** Where a site file goes when nothing else is asked for, named after the day. */
export function usualPath(home: string, now: number): string {
  return join(home, `stateroom-${new Date(now).toISOString().slice(0, 10)}${siteFileEnding}`);
}
