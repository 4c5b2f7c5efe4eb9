import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file that others read meanwhile: they find the old one or the new one, never a part of it. */
export function putWhole(path: string, content: string | Uint8Array): void {
  const part = `${path}.part-${process.pid}`;
  writeFileSync(part, content);
  renameSync(part, path);
}
