import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type JobSpec, jobSpecSchema } from '../../../shared/model/job.ts';
import type { Result } from '../../../shared/result.ts';
import { guarded } from './sqlite-error.ts';
import { transaction } from './transaction.ts';

/** One line of a job's journal. `step` names what is about to be done or was just seen. */
export interface JournalEntry {
  at: number;
  step: string;
  data: Record<string, unknown>;
}

export interface OpenJob {
  id: string;
  spec: JobSpec;
  createdAt: number;
  entries: JournalEntry[];
}

/**
 * What jobs are about to do, on disk before they do it: every method that answers ok has been
 * fsynced, so that the next start finds it whatever happened to this process or to the power.
 */
export interface JobJournal {
  open(job: { id: string; spec: JobSpec; createdAt: number }): Result<void>;
  record(jobId: string, entry: JournalEntry): Result<void>;
  /** The job has an outcome, or the user gave it up: the next start need not look at it. */
  close(jobId: string, at: number): Result<void>;
  /** Oldest first, each with all of its entries in order; `unreadable`: ids of the others. */
  openJobs(): Result<{ jobs: OpenJob[]; unreadable: string[] }>;
}

export function createJobJournal(database: DatabaseSync): JobJournal {
  const insertJob = database.prepare('INSERT INTO jobs (id, created_at, spec) VALUES (?, ?, ?)');
  const insertEntry = database.prepare(
    `INSERT INTO journal (job, seq, at, entry)
     SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3 FROM journal WHERE job = ?1`,
  );
  const closeJob = database.prepare('UPDATE jobs SET closed_at = ? WHERE id = ?');

  /** In WAL mode a commit under FULL syncs the log, and with it all that was written before. */
  function durably(act: () => void): Result<void> {
    return guarded(() => {
      database.exec('PRAGMA synchronous = FULL');
      try {
        transaction(database, act);
      } finally {
        database.exec('PRAGMA synchronous = NORMAL');
      }
    });
  }

  return {
    open: (job) => durably(() => insertJob.run(job.id, job.createdAt, JSON.stringify(job.spec))),
    record: (jobId, { at, ...entry }) =>
      durably(() => insertEntry.run(jobId, at, JSON.stringify(entry))),
    close: (jobId, at) => durably(() => closeJob.run(at, jobId)),
    openJobs: () => guarded(() => readOpenJobs(database)),
  };
}

const jobRow = z.object({ id: z.string(), created_at: z.number(), spec: z.string() });
const entryRow = z.object({ at: z.number(), entry: z.string() });
const entryBody = z.object({ step: z.string(), data: z.record(z.string(), z.unknown()) });

/** One job that cannot be read must not hide the others: it is named instead. */
function readOpenJobs(database: DatabaseSync): { jobs: OpenJob[]; unreadable: string[] } {
  const entries = database.prepare('SELECT at, entry FROM journal WHERE job = ? ORDER BY seq');
  const jobs: OpenJob[] = [];
  const unreadable: string[] = [];
  const rows = database
    .prepare(
      'SELECT id, created_at, spec FROM jobs WHERE closed_at IS NULL ORDER BY created_at, id',
    )
    .all();
  for (const raw of rows) {
    const row = jobRow.parse(raw);
    const job = guarded(() => ({
      id: row.id,
      spec: jobSpecSchema.parse(JSON.parse(row.spec)),
      createdAt: row.created_at,
      entries: entries.all(row.id).map((rawEntry) => {
        const { at, entry } = entryRow.parse(rawEntry);
        return { at, ...entryBody.parse(JSON.parse(entry)) };
      }),
    }));
    if (job.ok) jobs.push(job.value);
    else unreadable.push(row.id);
  }
  return { jobs, unreadable };
}
