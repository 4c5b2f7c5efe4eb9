import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { ObjectChange } from '../../../shared/history/diff-sites.ts';
import { diffTexts } from './diff-texts.ts';

/** The texts of the hosts' configuration files, each content stored once. */
export interface ConfigTexts {
  /** Stores a text, if it is new, and gives its hash. Throws SQLite's errors. */
  put(text: string): string;
  /** Empty when it is not there. */
  get(hash: string): string;
}

/** A file at two moments: the hashes of what it held; null: there was none. */
export interface ConfigPair {
  hostId: string;
  path: string;
  before: string | null;
  after: string | null;
}

/** A host's configuration file as it is last known; null: there is none. Throws SQLite's errors. */
export type LastConfig = (hostId: string, path: string) => string | null;

export function createLastConfig(database: DatabaseSync): LastConfig {
  const select = database.prepare(
    `SELECT text FROM latest JOIN events USING (seq)
     JOIN texts ON texts.hash = json_extract(events.json, '$.text')
     WHERE latest.kind = 'config' AND latest.host = ? AND latest.name = ?`,
  );
  return (hostId, path) => {
    const found = select.get(hostId, path)?.text;
    return typeof found === 'string' ? found : null;
  };
}

export function createConfigTexts(database: DatabaseSync): ConfigTexts {
  const insert = database.prepare('INSERT OR IGNORE INTO texts (hash, text) VALUES (?, ?)');
  const select = database.prepare('SELECT text FROM texts WHERE hash = ?');
  return {
    put(text) {
      const name = hash('sha256', text, 'base64');
      insert.run(name, text);
      return name;
    },
    get: (name) => String(select.get(name)?.text ?? ''),
  };
}

/** A file that went from one host and came to another under the same path has moved. */
export function diffConfigs(
  pairs: readonly ConfigPair[],
  texts: Pick<ConfigTexts, 'get'>,
): ObjectChange[] {
  const changed = pairs.filter(({ before, after }) => before !== after);
  const went = new Map(
    changed.filter(({ after }) => after === null).map((pair) => [pair.path, pair]),
  );
  const changes: ObjectChange[] = [];
  for (const { hostId, path, before, after } of changed) {
    if (after === null) continue;
    const source = before === null ? went.get(path) : undefined;
    if (source) went.delete(path);
    const was = source?.before ?? before;
    changes.push({
      kind: 'config',
      change: source ? 'moved' : before === null ? 'added' : 'changed',
      hostId,
      name: path,
      from: source ? { hostId: source.hostId, name: path } : null,
      fields: [],
      hunks: diffTexts(was === null ? '' : texts.get(was), texts.get(after)),
    });
  }
  for (const { hostId, path, before } of went.values()) {
    const hunks = diffTexts(texts.get(before ?? ''), '');
    changes.push({
      kind: 'config',
      change: 'removed',
      hostId,
      name: path,
      from: null,
      fields: [],
      hunks,
    });
  }
  return changes;
}
