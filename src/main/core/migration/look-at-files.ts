import { appError } from '../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { scriptLine } from '../shell/command-line.ts';
import type { CommandRunner } from '../ssh/ssh-port.ts';
import { checkFilesScript } from './scripts/check-files.ts';

/** What one host has at one path. */
export interface FileSight {
  kind: 'file' | 'block' | 'other' | 'missing';
  bytes: number | null;
  /** What names the device on every host: device mapper's uuid, WWN or serial. */
  deviceId: string | null;
  /** Of the content, where it was asked for and the file is not too large. */
  sha256: string | null;
}

/** A path to look at; `compare` asks for the content's checksum. */
export interface WantedFile {
  path: string;
  compare: boolean;
}

/** Kernels and initrds are smaller; disks that are larger tell enough by their size. */
const checksumLimit = 96 * 1_048_576;

/** Looks at these paths on one host, in this order. */
export async function lookAtFiles(
  runner: CommandRunner,
  files: readonly WantedFile[],
  signal?: AbortSignal,
): Promise<Result<FileSight[]>> {
  if (files.length === 0) return ok([]);
  const words = files.flatMap(({ path, compare }) => [compare ? 'sum' : 'plain', path]);
  const ran = await runner.exec(scriptLine(checkFilesScript, [String(checksumLimit), ...words]), {
    timeoutMs: 120_000,
    ...(signal ? { signal } : {}),
  });
  if (!ran.ok) return ran;
  const sights = parseFileSights(ran.value.stdout);
  if (sights.length === files.length) return ok(sights);
  return err(
    appError('parse-failed', 'The host did not say of every file what it has there.', {
      details: ran.value.stderr || ran.value.stdout,
    }),
  );
}

/** One per line of `checkFilesScript`; a line of no known form is left out. */
export function parseFileSights(text: string): FileSight[] {
  return text.split('\n').flatMap((line) => {
    const found = /^(file|block|other|missing) (\d{1,18}|-) (\S+) ([0-9a-f]{64}|-)$/.exec(line);
    if (!found) return [];
    const [, kind, bytes, deviceId = '-', sha256 = '-'] = found;
    return [
      {
        kind: kind as FileSight['kind'],
        bytes: bytes === '-' ? null : Number(bytes),
        deviceId: deviceId === '-' ? null : deviceId,
        sha256: sha256 === '-' ? null : sha256,
      },
    ];
  });
}
