import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { MoveRecord } from '../../../shared/migration/estimate-move.ts';
import { moveModes } from '../../../shared/model/job.ts';
import type { Result } from '../../../shared/result.ts';
import { guarded } from './sqlite-error.ts';

/** How earlier moves went, by pair of hosts: what the next estimate is made of. */
export interface MoveHistory {
  record(
    jobId: string,
    move: MoveRecord & { sourceHostId: string; targetHostId: string },
  ): Result<void>;
  /** Moves from one host to the other, newest first, at most 20. */
  between(sourceHostId: string, targetHostId: string): Result<MoveRecord[]>;
  /** The newest 5,000 moves between any hosts, newest first. */
  latest(): Result<(MoveRecord & { sourceHostId: string; targetHostId: string })[]>;
}

const row = z.object({
  source: z.string(),
  target: z.string(),
  at: z.number(),
  mode: z.enum(moveModes),
  memory_mib: z.number(),
  bytes: z.number(),
  duration_ms: z.number(),
  pause_ms: z.number().nullable(),
});

export function createMoveHistory(database: DatabaseSync): MoveHistory {
  const insert = database.prepare(
    `INSERT OR REPLACE INTO moves
     (job, at, source, target, mode, memory_mib, bytes, duration_ms, pause_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const select = database.prepare(
    'SELECT * FROM moves WHERE source = ? AND target = ? ORDER BY at DESC LIMIT 20',
  );
  const selectLatest = database.prepare('SELECT * FROM moves ORDER BY at DESC LIMIT 5000');
  return {
    record: (jobId, move) =>
      guarded(() => {
        insert.run(
          jobId,
          move.at,
          move.sourceHostId,
          move.targetHostId,
          move.mode,
          Math.round(move.memoryMiB),
          Math.round(move.bytes),
          Math.round(move.durationMs),
          move.pauseMs === null ? null : Math.round(move.pauseMs),
        );
      }),
    between: (sourceHostId, targetHostId) =>
      guarded(() => select.all(sourceHostId, targetHostId).map((raw) => recordOf(row.parse(raw)))),
    latest: () =>
      guarded(() =>
        selectLatest.all().map((raw) => {
          const move = row.parse(raw);
          return { ...recordOf(move), sourceHostId: move.source, targetHostId: move.target };
        }),
      ),
  };
}

function recordOf(move: z.infer<typeof row>): MoveRecord {
  return {
    at: move.at,
    mode: move.mode,
    memoryMiB: move.memory_mib,
    bytes: move.bytes,
    durationMs: move.duration_ms,
    pauseMs: move.pause_ms,
  };
}
