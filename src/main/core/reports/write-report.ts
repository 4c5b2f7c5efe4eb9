import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { appError } from '../../../shared/app-error.ts';
import type { ReportFormat } from '../../../shared/reports/report-question.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { prepareReport, turnMs } from './prepare-report.ts';
import { renderReport } from './render/render-report.ts';
import type { ReportSource } from './report-source.ts';
import { readFailure } from './store-failure.ts';

/**
 * Makes a PDF of a page in a file. Which engine does it is the shell's business.
 * @returns `printer-missing` where there is none, `print-failed` with its own words.
 */
export type PrintPdf = (
  htmlPath: string,
  pdfPath: string,
  signal?: AbortSignal,
) => Promise<Result<void>>;

/** Written at once, or less of what takes its time. */
const pieceBytes = 256 * 1024;

/**
 * Writes the report beside its place and then renames it: there is a whole file or none, and one
 * that was there stays until then.
 * @returns how many bytes it has; `report-not-written` when the disk refuses.
 */
export async function writeReport(
  source: ReportSource,
  options: {
    path: string;
    format: ReportFormat;
    sections: readonly string[];
    print: PrintPdf;
    /** Ends it before it is done, with nothing left behind. */
    signal?: AbortSignal;
  },
): Promise<Result<{ bytes: number }>> {
  const { path, format, sections, print, signal } = options;
  const partial = join(dirname(path), `.${basename(path)}.${randomUUID()}.partial`);
  const page = `${partial}.html`;
  try {
    const prepared = await prepareReport(source, signal);
    if (!prepared.ok) return prepared;
    const written = await writePieces(
      renderReport(source, format === 'pdf' ? 'html' : format, sections),
      format === 'pdf' ? page : partial,
      signal,
    );
    if (!written.ok) return written;
    if (format === 'pdf') {
      const printed = await print(page, partial, signal);
      if (!printed.ok) return printed;
    }
    if (signal?.aborted) return ended();
    const { size } = await stat(partial);
    await rename(partial, path);
    return ok({ bytes: size });
  } catch (thrown) {
    return notWritten(path, thrown);
  } finally {
    // What cannot be removed was never made: its folder is none.
    await Promise.allSettled([rm(partial, { force: true }), rm(page, { force: true })]);
  }
}

async function writePieces(
  pieces: Iterable<string | Uint8Array>,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Result<void>> {
  const file = await open(path, 'wx');
  try {
    const all = pieces[Symbol.iterator]();
    for (;;) {
      const { bytes, failed } = nextPiece(all);
      if (failed) return failed;
      if (bytes === null) break;
      if (signal?.aborted) return ended();
      await file.writeFile(bytes);
    }
    await flush(file);
    return ok(undefined);
  } finally {
    await file.close();
  }
}

const ended = () => err(appError('cancelled', 'The report was ended before it was written.'));

/** Only the reading may fail as a store does; what the disk says of the writing is told apart. */
function nextPiece(pieces: Iterator<string | Uint8Array>): {
  bytes: Buffer | null;
  failed: Result<never> | null;
} {
  const found: Buffer[] = [];
  let size = 0;
  try {
    const until = performance.now() + turnMs;
    while (size < pieceBytes && (found.length === 0 || performance.now() < until)) {
      const { value, done } = pieces.next();
      if (done) break;
      const bytes = Buffer.from(value);
      found.push(bytes);
      size += bytes.length;
    }
  } catch (thrown) {
    const failed = readFailure(thrown);
    if (!failed) throw thrown;
    return { bytes: null, failed };
  }
  return { bytes: found.length === 0 ? null : Buffer.concat(found), failed: null };
}

/** A file that is renamed before its bytes are on the disk may be empty after a power cut. */
const flush = (file: FileHandle) => file.sync();

const causes: Readonly<Record<string, string>> = {
  ENOENT: 'its folder is not there',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'that disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this user is used up',
  EISDIR: 'a folder has that name',
  ENOTDIR: 'what should be its folder is a file',
};

/** Throws what is no word of the disk's: a bug. */
export function notWritten(path: string, thrown: unknown): Result<never> {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (!/^E[A-Z0-9]+$/.test(code)) throw thrown;
  const cause = causes[code] ?? code;
  return err(
    appError('report-not-written', `The report ${path} could not be written: ${cause}.`, {
      details: thrown instanceof Error ? thrown.message : code,
      hint: 'Nothing is left of it. Choose another folder, or make room, and try again.',
    }),
  );
}
