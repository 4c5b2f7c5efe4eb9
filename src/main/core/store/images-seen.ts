import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type ImagesOverview, imagesOverviewSchema } from '../../../shared/images/overview.ts';
import { type RolloutPlan, rolloutPlanSchema } from '../../../shared/images/rollout-plan.ts';
import { type RolloutRecord, rolloutRecordSchema } from '../../../shared/images/rollout-record.ts';
import { type RolloutState, rolloutStateSchema } from '../../../shared/images/rollout-state.ts';
import { type ServerFacts, serverFactsSchema } from '../../../shared/images/server-facts.ts';
import type { Result } from '../../../shared/result.ts';
import { type KeptImageServer, keptImageServer } from './kept-image-server.ts';
import { guarded } from './sqlite-error.ts';
import { transaction } from './transaction.ts';

/** A rollout that is not over, as it was last seen. */
export interface SeenRollout {
  plan: RolloutPlan;
  state: RolloutState;
}

/** What an image server kept when it was last read; `at`: ms since the epoch, by this machine. */
export interface LastOverview {
  server: KeptImageServer;
  at: number;
  overview: ImagesOverview;
}

/**
 * What image servers were last seen to be and to keep, for when they cannot be reached. What
 * another version kept in another form counts as not seen: it is read anew at the next look.
 */
export interface ImagesSeen {
  /**
   * What a server keeps, as it was read at this moment (ms since the epoch), with its rollouts that
   * are not over. Unless an image, a channel or a rollout came or went, what was kept a few seconds ago stays: a page
   * that is open reads a large one again and again. Records of rollouts that the server no longer
   * has are dropped. Tells whether it was kept.
   */
  keep(
    serverId: string,
    at: number,
    seen: { overview: ImagesOverview; rollouts: readonly SeenRollout[] },
  ): Result<boolean>;
  keepFacts(serverId: string, facts: ServerFacts): Result<void>;
  /** Of a rollout that is over: it changes no more. */
  keepRecord(serverId: string, record: RolloutRecord): Result<void>;
  /** When each server of which anything is kept was last read: ms since the epoch, by this machine. */
  lastReads(): Result<Map<string, number>>;
  lastFacts(): Result<Map<string, ServerFacts>>;
  /** The last that was read of each server of which anything was, in the order they were added. */
  lastOverviews(): Result<LastOverview[]>;
  /** Null: it was never seen under way. */
  rollout(serverId: string, rolloutId: string): Result<SeenRollout | null>;
  /** Null: it is not kept. */
  record(serverId: string, rolloutId: string): Result<RolloutRecord | null>;
  /** The rollouts whose record is kept. */
  recorded(serverId: string): Result<ReadonlySet<string>>;
}

/** So long an overview that was kept stays. */
const freshMs = 15_000;

const overviewRow = z.object({ id: z.string(), at: z.number(), json: z.string() });
const readRow = z.object({ server: z.string(), at: z.number() });
const factsRow = z.object({ server: z.string(), json: z.string() });
const rolloutRow = z.object({ json: z.string() });
const recordedRow = z.object({ rollout: z.string() });
const seenRolloutSchema = z.object({ plan: rolloutPlanSchema, state: rolloutStateSchema });

export function createImagesSeen(database: DatabaseSync): ImagesSeen {
  const putOverview = database.prepare(
    `INSERT INTO image_overviews (server, at, json) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET at = excluded.at, json = excluded.json
     WHERE abs(excluded.at - at) >= ?`,
  );
  const selectReads = database.prepare('SELECT server, at FROM image_overviews');
  const selectOverviews = database.prepare(
    `SELECT id, label, access, root, at, json
     FROM image_overviews JOIN image_servers ON id = server ORDER BY position`,
  );
  const putFacts = database.prepare('INSERT OR REPLACE INTO image_server_facts VALUES (?, ?)');
  const selectFacts = database.prepare('SELECT server, json FROM image_server_facts');
  const putRollout = database.prepare('INSERT INTO seen_rollouts VALUES (?, ?, ?)');
  const dropRollouts = database.prepare('DELETE FROM seen_rollouts WHERE server = ?');
  const selectRollout = database.prepare(
    'SELECT json FROM seen_rollouts WHERE server = ? AND rollout = ?',
  );
  const putRecord = database.prepare('INSERT OR REPLACE INTO rollout_records VALUES (?, ?, ?)');
  const dropRecord = database.prepare(
    'DELETE FROM rollout_records WHERE server = ? AND rollout = ?',
  );
  const selectRecord = database.prepare(
    'SELECT json FROM rollout_records WHERE server = ? AND rollout = ?',
  );
  const selectRecorded = database.prepare('SELECT rollout FROM rollout_records WHERE server = ?');

  /** What each server had when it was kept last. */
  const kept = new Map<string, string>();
  const parsed = new Map<string, { json: string; overview: ImagesOverview }>();
  const recorded = (serverId: string): Set<string> =>
    new Set(selectRecorded.all(serverId).map((raw) => recordedRow.parse(raw).rollout));

  return {
    keep: (serverId, at, { overview, rollouts }) =>
      guarded(() =>
        transaction(database, () => {
          const ids = idsOf(overview);
          const staysMs = ids === kept.get(serverId) ? freshMs : 0;
          const { changes } = putOverview.run(serverId, at, JSON.stringify(overview), staysMs);
          if (changes === 0) return false;
          kept.set(serverId, ids);
          dropRollouts.run(serverId);
          for (const { plan, state } of rollouts) {
            putRollout.run(serverId, plan.id, JSON.stringify({ plan, state }));
          }
          const ended = new Set(overview.ended.map(({ id }) => id));
          for (const id of recorded(serverId)) if (!ended.has(id)) dropRecord.run(serverId, id);
          return true;
        }),
      ),
    keepFacts: (serverId, facts) =>
      guarded(() => {
        putFacts.run(serverId, JSON.stringify(facts));
      }),
    keepRecord: (serverId, record) =>
      guarded(() => {
        putRecord.run(serverId, record.plan.id, JSON.stringify(record));
      }),
    lastReads: () =>
      guarded(() => {
        const reads = selectReads.all().map((raw) => readRow.parse(raw));
        return new Map(reads.map(({ server, at }) => [server, at]));
      }),
    lastFacts: () =>
      guarded(() => {
        const all = selectFacts.all().map((raw) => factsRow.parse(raw));
        return new Map(
          all.flatMap(({ server, json }) => {
            const facts = understood(serverFactsSchema, json);
            return facts ? [[server, facts]] : [];
          }),
        );
      }),
    lastOverviews: () =>
      guarded(() =>
        selectOverviews.all().flatMap((raw) => {
          const { id, at, json } = overviewRow.parse(raw);
          // A search asks with each key: what was read stays until another is kept.
          const last = parsed.get(id);
          const overview =
            last?.json === json ? last.overview : understood(imagesOverviewSchema, json);
          if (!overview) return [];
          parsed.set(id, { json, overview });
          return [{ server: keptImageServer(raw), at, overview }];
        }),
      ),
    rollout: (serverId, rolloutId) =>
      guarded(() => only(seenRolloutSchema, selectRollout.get(serverId, rolloutId))),
    record: (serverId, rolloutId) =>
      guarded(() => only(rolloutRecordSchema, selectRecord.get(serverId, rolloutId))),
    recorded: (serverId) => guarded(() => recorded(serverId)),
  };
}

function only<T>(schema: z.ZodType<T>, raw: unknown): T | null {
  return raw === undefined ? null : understood(schema, rolloutRow.parse(raw).json);
}

/** Of its images, of what its channels name, and of its rollouts, over or not. */
function idsOf({ images, channels, rollouts, ended }: ImagesOverview): string {
  return JSON.stringify([
    images.map(({ manifest }) => manifest.digest),
    channels.map(({ role, name, digest }) => [role, name, digest]),
    rollouts.map(({ id }) => id),
    ended.map(({ id }) => id),
  ]);
}

/** Null: it is of another version's form. */
function understood<T>(schema: z.ZodType<T>, json: string): T | null {
  return schema.safeParse(JSON.parse(json)).data ?? null;
}
