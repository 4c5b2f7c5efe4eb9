import { Worker } from 'node:worker_threads';

/** Nothing but SQL runs there, so the thread's program is these words and needs no file of its own. */
const program = `
  const { workerData } = require('node:worker_threads');
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(workerData.path);
  database.exec(workerData.sql);
  database.close();
`;

/**
 * Runs SQL on a file that nobody else has open, in a thread of its own: some statements take
 * seconds on a large file. Rejects with SQLite's error, or with the signal's reason.
 */
export async function runSql(path: string, sql: string, signal: AbortSignal): Promise<void> {
  const worker = new Worker(program, { eval: true, workerData: { path, sql } });
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', () => resolve());
    });
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
