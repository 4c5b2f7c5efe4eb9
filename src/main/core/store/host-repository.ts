import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type Access, accessSchema } from '../../../shared/model/connection.ts';
import type { Result } from '../../../shared/result.ts';
import { guarded } from './sqlite-error.ts';
import { transaction } from './transaction.ts';

/** A host as the user entered it. */
export interface KeptHost {
  id: string;
  label: string;
  access: Access;
}

/** The user's own hosts, in the order they were added. No secret is in here. */
export interface HostRepository {
  all(): Result<KeptHost[]>;
  /** Adds at the end, or changes in place. */
  put(host: KeptHost): Result<void>;
  remove(hostId: string): Result<void>;
}

const row = z.object({ id: z.string(), label: z.string(), access: z.string() });

export function createHostRepository(database: DatabaseSync): HostRepository {
  const select = database.prepare('SELECT id, label, access FROM hosts ORDER BY position');
  const upsert = database.prepare(
    `INSERT INTO hosts (id, position, label, access)
     VALUES (?1, (SELECT coalesce(max(position), 0) + 1 FROM hosts), ?2, ?3)
     ON CONFLICT DO UPDATE SET label = excluded.label, access = excluded.access`,
  );
  const remove = database.prepare('DELETE FROM hosts WHERE id = ?');
  return {
    all: () =>
      guarded(() =>
        select.all().map((raw) => {
          const { id, label, access } = row.parse(raw);
          return { id, label, access: accessSchema.parse(JSON.parse(access)) };
        }),
      ),
    put: (host) =>
      guarded(() =>
        transaction(database, () => {
          upsert.run(host.id, host.label, JSON.stringify(host.access));
        }),
      ),
    remove: (hostId) =>
      guarded(() => {
        remove.run(hostId);
      }),
  };
}
