import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { appError } from '../../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import type { ServerClock } from '../parse/image-server-state.ts';
import type { ServerFile } from '../parse/parse-json-file.ts';
import { oddAnswer, parseClock } from './server-answer.ts';

/** Far more than ten thousand clients need; a zip bomb does not get past it. */
const mostBytes = 512 * 1024 * 1024;

export interface ServerReading {
  clock: ServerClock;
  files: ServerFile[];
  /** Files that were left out: too big, or of a name that no console gives. */
  odd: string[];
  /** Seconds since a file was written, by the server's clock, where that was asked for. */
  ages: ReadonlyMap<string, number>;
}

/** Files as a script packs them: lines that say which and how long, and all of them in one piece. */
export async function unpackFiles(
  label: string,
  lines: readonly string[],
): Promise<Result<ServerReading>> {
  const clock = parseClock(lines[0] ?? '');
  if (!clock) return err(oddAnswer(label, lines[0] ?? ''));
  const files: { path: string; size: number }[] = [];
  const odd: string[] = [];
  const ages = new Map<string, number>();
  let at = 1;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const size = /^size (\d{1,12}) (\S+)$/.exec(line);
    const age = /^age (-?\d{1,12}) (\S+)$/.exec(line);
    if (size) files.push({ size: Number(size[1]), path: size[2] ?? '' });
    else if (line.startsWith('odd ')) odd.push(line.slice(4));
    else if (age) ages.set(age[2] ?? '', Number(age[1]));
    else break;
  }
  const coding = lines[at];
  if (files.length === 0 && coding === undefined) return ok({ clock, files: [], odd, ages });
  if (coding !== 'data gzip' && coding !== 'data plain') return err(oddAnswer(label, coding ?? ''));
  const packed = Buffer.from(lines.slice(at + 1).join(''), 'base64');
  let bytes: Buffer = packed;
  if (coding === 'data gzip') {
    try {
      bytes = await promisify(gunzip)(packed, { maxOutputLength: mostBytes });
    } catch (thrown) {
      return err(oddAnswer(label, `gzip: ${thrown instanceof Error ? thrown.message : thrown}`));
    }
  }
  let offset = 0;
  const cut = files.map(({ path, size }): ServerFile => {
    const own = bytes.subarray(offset, offset + size);
    offset += size;
    return { path, bytes: own };
  });
  if (offset !== bytes.length) {
    return err(
      appError('conflict', `The files of ${label} changed while they were read.`, {
        hint: 'Something writes them past the console. Look again.',
        retryable: true,
      }),
    );
  }
  return ok({ clock, files: cut, odd, ages });
}
