import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import {
  type Fencing,
  fencingSchema,
  type Outage,
  outageSchema,
} from '../../../shared/outage/outage.ts';
import type { Result } from '../../../shared/result.ts';
import { guarded } from './sqlite-error.ts';

/** Hosts that are or were down, with what was started elsewhere meanwhile; and how hosts are fenced. */
export interface OutageRepository {
  all(): Result<Outage[]>;
  /** On disk when it answers: nothing may be started elsewhere before. */
  put(outage: Outage): Result<void>;
  remove(hostId: string): Result<void>;
  fencing(): Result<Map<string, Fencing>>;
  /** Null: it is not configured any more. */
  setFencing(hostId: string, fencing: Fencing | null): Result<void>;
}

const row = z.object({ host: z.string(), json: z.string() });

export function createOutageRepository(database: DatabaseSync): OutageRepository {
  const run = (sql: string, ...values: string[]) =>
    guarded(() => {
      database.prepare(sql).run(...values);
    });
  const rows = (table: 'outages' | 'fencing') =>
    database
      .prepare(`SELECT host, json FROM ${table} ORDER BY host`)
      .all()
      .map((raw) => row.parse(raw));
  return {
    all: () =>
      guarded(() => rows('outages').map(({ json }) => outageSchema.parse(JSON.parse(json)))),
    put: (outage) =>
      run(
        'INSERT OR REPLACE INTO outages (host, json) VALUES (?, ?)',
        outage.hostId,
        JSON.stringify(outage),
      ),
    remove: (hostId) => run('DELETE FROM outages WHERE host = ?', hostId),
    fencing: () =>
      guarded(
        () =>
          new Map(
            rows('fencing').map(({ host, json }) => [host, fencingSchema.parse(JSON.parse(json))]),
          ),
      ),
    setFencing: (hostId, fencing) =>
      fencing === null
        ? run('DELETE FROM fencing WHERE host = ?', hostId)
        : run(
            'INSERT OR REPLACE INTO fencing (host, json) VALUES (?, ?)',
            hostId,
            JSON.stringify(fencing),
          ),
  };
}
