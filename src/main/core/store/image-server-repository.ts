import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type ImagesOverview, imagesOverviewSchema } from '../../../shared/images/overview.ts';
import { type Access, accessSchema } from '../../../shared/model/connection.ts';
import type { Result } from '../../../shared/result.ts';
import { guarded } from './sqlite-error.ts';

/** An image server as the user entered it. */
export interface KeptImageServer {
  id: string;
  label: string;
  access: Access;
  root: string;
}

/** The user's image servers in the order they were added, and the rollouts that this console carries. */
export interface ImageServerRepository {
  all(): Result<KeptImageServer[]>;
  put(server: KeptImageServer): Result<void>;
  /** With what was carried there. */
  remove(serverId: string): Result<void>;
  carried(): Result<{ serverId: string; rolloutId: string }[]>;
  setCarried(serverId: string, rolloutId: string, isCarried: boolean): Result<void>;
  /**
   * What a server keeps, as it was read at this moment (ms since the epoch). One that was kept a few
   * seconds ago stays: a page that is open reads a large one again and again.
   */
  keepOverview(serverId: string, at: number, overview: ImagesOverview): Result<void>;
  /** When each server of which anything is kept was last read: ms since the epoch, by this machine. */
  lastReads(): Result<Map<string, number>>;
  /** The last that was read of each server of which anything was, in the order of all. */
  lastOverviews(): Result<LastOverview[]>;
}

/** What an image server kept when it was last read; `at`: ms since the epoch, by this machine. */
export interface LastOverview {
  server: KeptImageServer;
  at: number;
  overview: ImagesOverview;
}

const row = z.object({ id: z.string(), label: z.string(), access: z.string(), root: z.string() });
/** So long an overview that was kept stays. */
const freshMs = 15_000;

const overviewRow = z.object({ server: z.string(), at: z.number(), json: z.string() });
const readRow = z.object({ server: z.string(), at: z.number() });
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
  const putOverview = database.prepare(
    `INSERT INTO image_overviews (server, at, json) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET at = excluded.at, json = excluded.json
     WHERE abs(excluded.at - at) >= ${freshMs}`,
  );
  const removeOverview = database.prepare('DELETE FROM image_overviews WHERE server = ?');
  const selectReads = database.prepare('SELECT server, at FROM image_overviews');
  const selectOverviews = database.prepare('SELECT server, at, json FROM image_overviews');

  const all = (): KeptImageServer[] =>
    select.all().map((raw) => {
      const { access, ...rest } = row.parse(raw);
      return { ...rest, access: accessSchema.parse(JSON.parse(access)) };
    });

  return {
    all: () => guarded(all),
    put: ({ id, label, access, root }) =>
      guarded(() => {
        upsert.run(id, label, JSON.stringify(access), root);
      }),
    remove: (serverId) =>
      guarded(() => {
        remove.run(serverId);
        removeCarried.run(serverId);
        removeOverview.run(serverId);
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
    keepOverview: (serverId, at, overview) =>
      guarded(() => {
        putOverview.run(serverId, at, JSON.stringify(overview));
      }),
    lastReads: () =>
      guarded(() => {
        const reads = selectReads.all().map((raw) => readRow.parse(raw));
        return new Map(reads.map(({ server, at }) => [server, at]));
      }),
    lastOverviews: () =>
      guarded(() => {
        const last = new Map(
          selectOverviews.all().map((raw) => {
            const { server, at, json } = overviewRow.parse(raw);
            // Of another version's form: it is read anew at the next look.
            return [
              server,
              { at, overview: imagesOverviewSchema.safeParse(JSON.parse(json)).data },
            ];
          }),
        );
        return all().flatMap((server) => {
          const { at, overview } = last.get(server.id) ?? {};
          return at !== undefined && overview ? [{ server, at, overview }] : [];
        });
      }),
  };
}
