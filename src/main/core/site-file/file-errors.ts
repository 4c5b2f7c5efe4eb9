import { z } from 'zod';
import { type AppError, appError } from '../../../shared/app-error.ts';

/** Of a form that this version does not know. */
export class NewerFile extends Error {}
/** The passphrase fits none of the file's stanzas. */
export class WrongPassphrase extends Error {}
/** Something that no console has written, or no more as it was written. */
export class BrokenFile extends Error {}

const otherwise = 'Nothing was opened, and nothing has changed.';

/** The disk's own refusals: node:fs throws them with a code. */
function diskCode(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && /^E[A-Z]+$/.test(String(thrown.code))
    ? String(thrown.code)
    : null;
}

const diskHints: Readonly<Record<string, string>> = {
  ENOENT: 'Look at the folder and the name: there is no such file or folder.',
  EACCES: 'The console may not use this folder or file: choose another, or change its rights.',
  EPERM: 'The console may not use this folder or file: choose another, or change its rights.',
  EROFS: 'This disk is read-only: choose a folder on another.',
  ENOSPC: 'Its disk is full: make room, or choose a folder on another.',
  EISDIR: 'This is a folder: give the file a name in it.',
  ENOTDIR: 'A part of this path is a file, not a folder.',
};

/** Why a site file could not be written. Throws what is a bug. */
export function writeError(path: string, thrown: unknown): AppError {
  const code = diskCode(thrown);
  if (code === null || !(thrown instanceof Error)) throw thrown;
  return appError('file-unusable', `The site file could not be written to ${path}.`, {
    hint: diskHints[code] ?? 'Choose another place. What was written of it was removed.',
    details: thrown.message,
  });
}

/**
 * Why a site file could not be opened. Whatever is thrown while an authenticated stream is read
 * and is not the disk's is a file that is not as it was written.
 */
export function readError(path: string, thrown: unknown): AppError {
  const details = thrown instanceof Error ? thrown.message : String(thrown);
  const code = diskCode(thrown);
  if (code !== null) {
    return appError('file-unusable', `The site file ${path} could not be read.`, {
      hint: diskHints[code] ?? 'Look after the disk it lies on.',
      details,
    });
  }
  if (thrown instanceof WrongPassphrase) {
    return appError('file-passphrase-wrong', 'This passphrase does not open the site file.', {
      hint: `Try again; upper and lower case count. Should it be right, the first lines of the file are damaged. ${otherwise}`,
    });
  }
  if (thrown instanceof NewerFile) {
    return appError('file-newer', `${path} was written by a newer Stateroom.`, {
      hint: `Open it with that version, or a later one. ${otherwise}`,
      details,
    });
  }
  return appError('file-damaged', `${path} is damaged, cut short, or no site file.`, {
    hint: `Copy it here once more from where it was saved, or save it anew there. ${otherwise}`,
    details: thrown instanceof z.ZodError ? z.prettifyError(thrown) : details,
  });
}

export const cancelledError = (): AppError =>
  appError('cancelled', 'It was cancelled.', { hint: 'What was written until then was removed.' });
