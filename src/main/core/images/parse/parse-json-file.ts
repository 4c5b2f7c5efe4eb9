import type { z } from 'zod';
import { appError } from '../../../../shared/app-error.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';

/** A file of an image server, as it came over. */
export interface ServerFile {
  /** Below the server's root, e.g. `clients/web1.json`. */
  path: string;
  bytes: Uint8Array;
}

const hint =
  'Compare it with its neighbours on the server and correct it there, or take it away; until then the console leaves it alone.';

function broken(path: string, what: string, text: string) {
  const details = text.length > 4096 ? `${text.slice(0, 4096)}…` : text;
  return err(appError('parse-failed', `${path} ${what}`, { hint, details }));
}

/** Any bytes in; what the schema makes of them out, or `parse-failed` with the file's own text. */
export function parseJsonFile<T>({ path, bytes }: ServerFile, schema: z.ZodType<T>): Result<T> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return broken(path, 'is not UTF-8 text.', new TextDecoder().decode(bytes));
  }
  return parseJsonText(path, text, schema);
}

function parseJsonText<T>(path: string, text: string, schema: z.ZodType<T>): Result<T> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return broken(path, text.trim() === '' ? 'is empty.' : 'is torn or no JSON.', text);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? ` (${issue.path.join('.')})` : '';
  return broken(path, `does not hold what it should${where}: ${issue?.message}.`, text);
}

export interface JsonLines<T> {
  values: T[];
  /** The last line has no end, and so was never written to its end: it does not count. */
  torn: boolean;
}

/** A file of one JSON value per line. A torn last line is ignored; any other odd one is an error. */
export function parseJsonLines<T>(file: ServerFile, schema: z.ZodType<T>): Result<JsonLines<T>> {
  const end = file.bytes.lastIndexOf(0x0a) + 1;
  const torn = end < file.bytes.length;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file.bytes.subarray(0, end));
  } catch {
    return broken(file.path, 'is not UTF-8 text.', new TextDecoder().decode(file.bytes));
  }
  const values: T[] = [];
  for (const [index, line] of text.split('\n').slice(0, -1).entries()) {
    const parsed = parseJsonText(`${file.path}, line ${index + 1},`, line, schema);
    if (!parsed.ok) return parsed;
    values.push(parsed.value);
  }
  return ok({ values, torn });
}
