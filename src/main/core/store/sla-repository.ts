import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Result } from '../../../shared/result.ts';
import { type Objective, objectiveSchema } from '../../../shared/sla/objective.ts';
import {
  type Breach,
  breachSchema,
  type SlaAudit,
  type SlaDay,
  slaAuditSchema,
  slaDaySchema,
} from '../../../shared/sla/sla-overview.ts';
import { type Lease, leaseSchema } from '../sla/lease.ts';
import { guarded } from './sqlite-error.ts';
import { transaction } from './transaction.ts';

/** Objectives, tags, what was seen of promises, and what was done for them. */
export interface SlaRepository {
  objectives(): Result<Objective[]>;
  putObjective(objective: Objective): Result<void>;
  removeObjective(id: string): Result<void>;
  tags(): Result<Map<string, string[]>>;
  setTags(uuid: string, tags: readonly string[]): Result<void>;
  /** Adds time to days, and breaches that are over, as one. */
  addTime(days: readonly (SlaDay & { uuid: string })[], breaches: readonly Breach[]): Result<void>;
  /** Days of a VM, from the first on. */
  daysOf(uuid: string): Result<SlaDay[]>;
  /** The time of a month (`2026-11`), by VM. */
  monthOf(month: string): Result<Map<string, Omit<SlaDay, 'day'>>>;
  /** The time of the local days from the first to the last one, by VM. */
  totalsOf(days: DaySpan): Result<Map<string, Omit<SlaDay, 'day'>>>;
  /** The same of all VMs together, day by day; days of which nothing is known are left out. */
  daysOfAll(days: DaySpan): Result<SlaDay[]>;
  breaches(limit: number): Result<Breach[]>;
  /** Those of which a part is within, and what was done then; times in ms, oldest first. */
  breachesWithin(from: number, to: number): Result<Breach[]>;
  auditWithin(from: number, to: number): Result<SlaAudit[]>;
  leases(): Result<Lease[]>;
  /** On disk when it answers: nothing may be set of a VM before. */
  putLease(lease: Lease): Result<void>;
  removeLease(uuid: string): Result<void>;
  addAudit(entry: SlaAudit): Result<void>;
  audit(limit: number): Result<SlaAudit[]>;
}

/** Local days as `2026-11-30`, both with it. */
export interface DaySpan {
  first: string;
  last: string;
}

/** Rows of the audit and of breaches; the oldest are dropped at the next start. */
const mostKept = 50_000;

const jsonRow = z.object({ json: z.string() });
const tagRow = z.object({ uuid: z.string(), tag: z.string() });
const dayRow = z.object({
  uuid: z.string(),
  day: z.string(),
  good_ms: z.number(),
  bad_ms: z.number(),
});

export function createSlaRepository(database: DatabaseSync): SlaRepository {
  const prepare = (sql: string) => database.prepare(sql);
  for (const table of ['sla_audit', 'sla_breaches']) {
    database.exec(
      `DELETE FROM ${table} WHERE seq <= (SELECT max(seq) FROM ${table}) - ${mostKept}`,
    );
  }
  const addDay = prepare(
    `INSERT INTO sla_days (uuid, day, good_ms, bad_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET good_ms = good_ms + excluded.good_ms, bad_ms = bad_ms + excluded.bad_ms`,
  );
  const addBreach = prepare('INSERT INTO sla_breaches (until, json) VALUES (?, ?)');
  const rows = <T>(schema: z.ZodType<T>, sql: string, ...values: (string | number)[]) =>
    prepare(sql)
      .all(...values)
      .map((row) => schema.parse(JSON.parse(jsonRow.parse(row).json)));
  const run = (sql: string, ...values: (string | number)[]) =>
    guarded(() => {
      prepare(sql).run(...values);
    });

  function daysFrom(row: unknown): SlaDay & { uuid: string } {
    const { uuid, day, good_ms, bad_ms } = dayRow.parse(row);
    return { uuid, ...slaDaySchema.parse({ day, goodMs: good_ms, badMs: bad_ms }) };
  }

  return {
    objectives: () =>
      guarded(() => rows(objectiveSchema, 'SELECT json FROM sla_objectives ORDER BY id')),
    putObjective: (objective) =>
      run(
        'INSERT OR REPLACE INTO sla_objectives (id, json) VALUES (?, ?)',
        objective.id,
        JSON.stringify(objective),
      ),
    removeObjective: (id) => run('DELETE FROM sla_objectives WHERE id = ?', id),
    tags: () =>
      guarded(() => {
        const tags = new Map<string, string[]>();
        for (const row of prepare('SELECT uuid, tag FROM vm_tags ORDER BY uuid, tag').all()) {
          const { uuid, tag } = tagRow.parse(row);
          tags.set(uuid, [...(tags.get(uuid) ?? []), tag]);
        }
        return tags;
      }),
    setTags: (uuid, tags) =>
      guarded(() =>
        transaction(database, () => {
          prepare('DELETE FROM vm_tags WHERE uuid = ?').run(uuid);
          const insert = prepare('INSERT OR IGNORE INTO vm_tags (uuid, tag) VALUES (?, ?)');
          for (const tag of tags) insert.run(uuid, tag);
        }),
      ),
    addTime: (days, breaches) =>
      guarded(() =>
        transaction(database, () => {
          for (const { uuid, day, goodMs, badMs } of days) addDay.run(uuid, day, goodMs, badMs);
          for (const breach of breaches) addBreach.run(breach.until, JSON.stringify(breach));
        }),
      ),
    daysOf: (uuid) =>
      guarded(() =>
        prepare('SELECT * FROM sla_days WHERE uuid = ? ORDER BY day').all(uuid).map(daysFrom),
      ),
    monthOf: (month) =>
      guarded(
        () =>
          new Map(
            prepare(
              `SELECT uuid, ?1 AS day, sum(good_ms) AS good_ms, sum(bad_ms) AS bad_ms FROM sla_days
               WHERE day >= ?1 AND day < ?1 || '~' GROUP BY uuid`,
            )
              .all(month)
              .map((row) => {
                const { uuid, goodMs, badMs } = daysFrom(row);
                return [uuid, { goodMs, badMs }];
              }),
          ),
      ),
    totalsOf: ({ first, last }) =>
      guarded(
        () =>
          new Map(
            prepare(
              `SELECT uuid, '' AS day, sum(good_ms) AS good_ms, sum(bad_ms) AS bad_ms FROM sla_days
               WHERE day >= ? AND day <= ? GROUP BY uuid`,
            )
              .all(first, last)
              .map((row) => {
                const { uuid, goodMs, badMs } = daysFrom(row);
                return [uuid, { goodMs, badMs }];
              }),
          ),
      ),
    daysOfAll: ({ first, last }) =>
      guarded(() =>
        prepare(
          `SELECT '' AS uuid, day, sum(good_ms) AS good_ms, sum(bad_ms) AS bad_ms FROM sla_days
           WHERE day >= ? AND day <= ? GROUP BY day ORDER BY day`,
        )
          .all(first, last)
          .map(daysFrom),
      ),
    breaches: (limit) =>
      guarded(() =>
        rows(breachSchema, 'SELECT json FROM sla_breaches ORDER BY until DESC LIMIT ?', limit),
      ),
    breachesWithin: (from, to) =>
      guarded(() =>
        rows(breachSchema, 'SELECT json FROM sla_breaches WHERE until >= ? ORDER BY until', from)
          // An open end: a breach that began later is none of the period.
          .filter(({ since }) => since <= to),
      ),
    auditWithin: (from, to) =>
      guarded(() =>
        rows(
          slaAuditSchema,
          'SELECT json FROM sla_audit WHERE at >= ? AND at <= ? ORDER BY seq',
          ...[from, to],
        ),
      ),
    leases: () => guarded(() => rows(leaseSchema, 'SELECT json FROM sla_leases ORDER BY uuid')),
    putLease: (lease) =>
      guarded(() => {
        database.exec('PRAGMA synchronous = FULL');
        try {
          prepare('INSERT OR REPLACE INTO sla_leases (uuid, json) VALUES (?, ?)').run(
            lease.uuid,
            JSON.stringify(lease),
          );
        } finally {
          database.exec('PRAGMA synchronous = NORMAL');
        }
      }),
    removeLease: (uuid) => run('DELETE FROM sla_leases WHERE uuid = ?', uuid),
    addAudit: (entry) =>
      run('INSERT INTO sla_audit (at, json) VALUES (?, ?)', entry.at, JSON.stringify(entry)),
    audit: (limit) =>
      guarded(() =>
        rows(slaAuditSchema, 'SELECT json FROM sla_audit ORDER BY seq DESC LIMIT ?', limit),
      ),
  };
}
