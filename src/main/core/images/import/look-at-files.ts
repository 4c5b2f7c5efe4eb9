import { open } from 'node:fs/promises';
import type { ImageFiles, ImportPreview, LookedAt } from '../../../../shared/images/import.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import { lookAtFilesScript } from '../server/scripts/look-at-files.ts';
import { askServer, oddAnswer, type ServerPlace } from '../server/server-answer.ts';
import { headBytes, judgeFile } from './judge-file.ts';

type Found = { bytes: number; head: Uint8Array } | null;

/** The files of an image in the order of its digest. */
export function namedFiles(files: ImageFiles): { name: LookedAt['name']; path: string }[] {
  return [
    { name: 'initrd.img', path: files.initrd },
    { name: 'rootfs.squashfs', path: files.rootfs },
    { name: 'vmlinuz', path: files.kernel },
  ];
}

/** What the files are that shall be taken in, and what room there is for them. */
export async function lookAtFiles(
  place: ServerPlace,
  files: ImageFiles,
): Promise<Result<ImportPreview>> {
  const named = namedFiles(files);
  const onServer = files.from === 'server' ? named.map(({ path }) => path) : [];
  const answer = await askServer(place, lookAtFilesScript, onServer);
  if (!answer.ok) return answer;
  const [first = '', ...lines] = answer.value;
  if (lines.length !== onServer.length) return err(oddAnswer(place.label, lines.join('\n')));
  const found =
    files.from === 'server'
      ? lines.map(parseFound)
      : await Promise.all(named.map(({ path }) => lookHere(path)));
  const free = /^free (\d{1,15})$/.exec(first);
  return ok({
    files: named.map(({ name, path }, index) => {
      const one = found[index] ?? null;
      return { name, path, bytes: one?.bytes ?? null, ...judgeFile(name, one) };
    }),
    bytes: found.reduce((sum, one) => sum + (one?.bytes ?? 0), 0),
    freeBytes: free ? Number(free[1]) * 1024 : null,
  });
}

function parseFound(line: string): Found {
  const said = /^file (\d{1,15}) ([0-9a-f]*)$/.exec(line);
  return said ? { bytes: Number(said[1]), head: Buffer.from(said[2] ?? '', 'hex') } : null;
}

async function lookHere(path: string): Promise<Found> {
  try {
    await using file = await open(path);
    const stat = await file.stat();
    if (!stat.isFile()) return null;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return { bytes: stat.size, head: buffer.subarray(0, bytesRead) };
  } catch {
    return null;
  }
}
