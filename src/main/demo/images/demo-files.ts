import { createHash } from 'node:crypto';

/** The files of the demo's image server, below its root. They live in memory. */
export interface DemoFiles {
  text(path: string): string | null;
  /** Milliseconds by the server's clock; null: it is not there. */
  writtenAt(path: string): number | null;
  put(path: string, text: string): void;
  remove(path: string): void;
  rename(from: string, to: string): void;
  /** All that begin so, folders and all. */
  below(prefix: string): string[];
  sum(path: string): string | null;
}

/** `live`: a file that says how something is at this moment, such as a client's report. */
export function createDemoFiles(
  now: () => number,
  live: (path: string) => { text: string; at: number } | null = () => null,
): DemoFiles {
  const files = new Map<string, { text: string; at: number; sum: string | null }>();
  return {
    text: (path) => live(path)?.text ?? files.get(path)?.text ?? null,
    writtenAt: (path) => live(path)?.at ?? files.get(path)?.at ?? null,
    put: (path, text) => void files.set(path, { text, at: now(), sum: null }),
    remove: (path) => void files.delete(path),
    rename(from, to) {
      const file = files.get(from);
      if (!file) return;
      files.delete(from);
      files.set(to, file);
    },
    below: (prefix) => [...files.keys()].filter((path) => path.startsWith(prefix)),
    sum(path) {
      const file = files.get(path);
      if (!file) return null;
      file.sum ??= createHash('sha256').update(file.text).digest('hex');
      return file.sum;
    },
  };
}
