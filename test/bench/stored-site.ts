import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { accessSchema } from '../../src/shared/model/connection.ts';
import { type ConsoleProcess, makeDataDir, startConsole } from '../support/console-process.ts';
import { makeYearOfHistory } from './year-of-history.ts';

/** A console's data with a year of a large site in it, of whose hosts none is there any more. */
export interface StoredSite {
  /** The store's file. */
  path: string;
  /** Starts the console as it is shipped, in the browser host. */
  start(): Promise<ConsoleProcess>;
  remove(): void;
}

/** Nothing listens there: every try is refused at once. */
const nowhere = accessSchema.parse({ address: '127.0.0.1', port: 1, user: 'root' });

export async function makeStoredSite(): Promise<StoredSite> {
  const root = join(import.meta.dirname, '..', '..');
  await promisify(execFile)(process.execPath, ['scripts/build.ts', 'browser'], { cwd: root });
  const data = makeDataDir();
  const path = join(data.path, 'site.sqlite');
  const { store } = makeYearOfHistory(path);
  const last = await store.history.loadLast();
  if (!last.ok) throw new Error(last.error.details);
  for (const { id, label } of Object.values(last.value.hosts)) {
    const put = store.hosts.put({ id, label, access: nowhere });
    if (!put.ok) throw new Error(put.error.details);
  }
  store.close();
  return {
    path,
    start: () =>
      startConsole({
        dataDir: data.path,
        args: ['--site', 'own'],
        env: { HOME: data.path, SSH_AUTH_SOCK: '' },
        asShipped: true,
      }),
    remove: data.remove,
  };
}
