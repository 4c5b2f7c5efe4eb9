import { type AppError, appError } from '../../../../shared/app-error.ts';

/** Enough of an answer to see what it is, without carrying a broken host's megabytes around. */
const keptText = 4096;

/** `what`: a sentence on what was expected and found; `text`: what the other side answered. */
export function parseFailed(what: string, text: string, hint?: string): AppError {
  const details =
    text.length > keptText
      ? `${text.slice(0, keptText)}\n… (${text.length} characters in all)`
      : text;
  return appError('parse-failed', what, { details, ...(hint ? { hint } : {}) });
}
