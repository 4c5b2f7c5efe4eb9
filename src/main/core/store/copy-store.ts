import { constants } from 'node:fs';
import { copyFile, open, stat } from 'node:fs/promises';

/** Console writes go on meanwhile; between two of them is always time for one copy. */
const mostTries = 20;

/**
 * Copies a database that another console may have open, with what it has not moved into the main
 * file yet. Nothing of the original is changed, not even its locks. Rejects with node:fs's errors.
 * @returns whether a whole moment of it could be had; false: it changed during each try.
 */
export async function copyStore(path: string, copy: string): Promise<boolean> {
  for (let tries = 0; tries < mostTries; tries++) {
    const before = await markOf(path);
    await copyFile(path, copy, constants.COPYFILE_FICLONE);
    await copyFile(`${path}-wal`, `${copy}-wal`).catch(ignoreMissing);
    if ((await markOf(path)) === before) return true;
  }
  return false;
}

/**
 * Equal before and after, the main file stood still and the log was not begun anew: what was
 * added to the log meanwhile is whole or is dropped by its checksums.
 */
async function markOf(path: string): Promise<string> {
  const { size, mtimeNs } = await stat(path, { bigint: true });
  return `${size} ${mtimeNs} ${await headOfLog(`${path}-wal`)}`;
}

async function headOfLog(path: string): Promise<string> {
  const file = await open(path).catch(ignoreMissing);
  if (!file) return 'none';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0);
    return buffer.subarray(0, bytesRead).toString('hex');
  } finally {
    await file.close();
  }
}

/** A store that was closed has no log beside it. */
function ignoreMissing(thrown: unknown): undefined {
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
  throw thrown;
}
