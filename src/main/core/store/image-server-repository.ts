import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Result } from '../../../shared/result.ts';
import { type KeptImageServer, keptImageServer } from './kept-image-server.ts';
import { guarded } from './sqlite-error.ts';

/** The user's image servers in the order they were added, and the rollouts that this console carries. */
export interface ImageServerRepository {
  all(): Result<KeptImageServer[]>;
  put(server: KeptImageServer): Result<void>;
  /** With what was carried and seen there. */
  remove(serverId: string): Result<void>;
  carried(): Result<{ serverId: string; rolloutId: string }[]>;
  setCarried(serverId: string, rolloutId: string, isCarried: boolean): Result<void>;
}

/** Where it is kept what a server was last seen to be and to keep. */
const seenTables = ['image_overviews', 'image_server_facts', 'seen_rollouts', 'rollout_records'];
const carriedRow = z.object({ server: z.string(), rollout: z.string() });

export function createImageServerRepository(database: DatabaseSync): ImageServerRepository {
  const select = database.prepare(
    'SELECT id, label, access, root FROM image_servers ORDER BY position',
  );
  const upsert = database.prepare(
    `INSERT INTO image_servers (id, position, label, access, root)
     VALUES (?1, (SELECT coalesce(max(position), 0) + 1 FROM image_servers), ?2, ?3, ?4)
     ON CONFLICT DO UPDATE SET label = excluded.label, access = excluded.access, root = excluded.root`,
  );
  const remove = database.prepare('DELETE FROM image_servers WHERE id = ?');
  const removeCarried = database.prepare('DELETE FROM carried_rollouts WHERE server = ?');
  const selectCarried = database.prepare('SELECT server, rollout FROM carried_rollouts');
  const carry = database.prepare('INSERT OR IGNORE INTO carried_rollouts VALUES (?, ?)');
  const drop = database.prepare('DELETE FROM carried_rollouts WHERE server = ? AND rollout = ?');
  /** What was seen there goes with the server. */
  const removeSeen = seenTables.map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE server = ?`),
  );

  return {
    all: () => guarded(() => select.all().map(keptImageServer)),
    put: ({ id, label, access, root }) =>
      guarded(() => {
        upsert.run(id, label, JSON.stringify(access), root);
      }),
    remove: (serverId) =>
      guarded(() => {
        remove.run(serverId);
        removeCarried.run(serverId);
        for (const statement of removeSeen) statement.run(serverId);
      }),
    carried: () =>
      guarded(() =>
        selectCarried.all().map((raw) => {
          const { server, rollout } = carriedRow.parse(raw);
          return { serverId: server, rolloutId: rollout };
        }),
      ),
    setCarried: (serverId, rolloutId, isCarried) =>
      guarded(() => {
        (isCarried ? carry : drop).run(serverId, rolloutId);
      }),
  };
}
