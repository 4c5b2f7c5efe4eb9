import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Nothing but SQL runs there, so the thread's program is these words and needs no file of its own. */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(new URL(workerData), { readOnly: true });
  parentPort.postMessage(database.prepare('PRAGMA quick_check(1)').get().quick_check);
  database.close();
`;

/**
 * Whether a database is sound, looked at in a thread of its own: that reads all of a file that grows
 * by years. It may be open in this process, exclusively, as long as nothing is written meanwhile:
 * SQLite is told that it cannot change (`immutable`), and asks for no lock.
 * @returns false also for a file that cannot be read.
 */
export function fileIsSound(path: string): Promise<boolean> {
  const url = `${pathToFileURL(path).href}?immutable=1`;
  const worker = new Worker(program, { eval: true, workerData: url });
  return new Promise((resolve) => {
    worker.once('message', (said) => resolve(said === 'ok'));
    worker.once('error', () => resolve(false));
    worker.once('exit', () => resolve(false));
  });
}
