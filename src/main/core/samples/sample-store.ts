import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Result } from '../../../shared/result.ts';
import type { SampleSeries } from '../../../shared/samples/series.ts';
import { type CopyStore, copyDatabase } from '../store/copy-database.ts';
import type { Layout } from '../store/schema.ts';
import { guarded } from '../store/sqlite-error.ts';
import { type Damage, openSqliteFile } from '../store/sqlite-file.ts';
import { transaction } from '../store/transaction.ts';
import { decodeParts, decodeSamples, encodeParts, encodeSamples, type Part } from './encode.ts';
import {
  day,
  type Level,
  levelFor,
  type RolledLevel,
  rawLevel,
  rolledLevels,
  slotOf,
} from './levels.ts';
import { makePoints } from './make-points.ts';
import { emptyRollUp, rollUp, type Sample } from './roll-up.ts';

/** Samples of a site: single ones for two days, then five minutes, hours and days. */
export interface SampleStore {
  /** What the user has to be told of the file; null: all was well. */
  readonly damaged: Damage | null;
  /**
   * Takes what was read. The five minutes under way are kept in memory and written as one row
   * when the next begin: a killed console loses these, and nothing else.
   */
  record(entries: readonly { key: string; sample: Sample }[]): Result<void>;
  series(key: string, range: { from: number; to: number; points: number }): Result<SampleSeries>;
  /** By key, the CPU p95 of each day from this moment on, oldest first. */
  dailyPeaks(from: number): Result<Map<string, number[]>>;
  /** With what is in memory. */
  readonly copyTo: CopyStore;
  /** Writes what is in memory first. */
  close(): void;
}

/**
 * The mark reads "Stas". One row holds what levels.ts says of one subject, as encode.ts writes it; a
 * stretch without samples is in none. Version 2 has the same tables with rows of another form, which
 * an earlier program would take for damage; it reads those of version 1 as they are.
 */
const layout: Layout = {
  applicationId: 0x53746173,
  rescue: {
    tables: {
      subjects: ['id'],
      ...Object.fromEntries(
        [rawLevel, ...rolledLevels].map(({ table }) => [table, ['subject', 'start']]),
      ),
    },
  },
  steps: [
    `
    CREATE TABLE subjects (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, since INTEGER NOT NULL
    ) STRICT;
    ${[rawLevel, ...rolledLevels]
      .map(
        ({ table }) => `CREATE TABLE ${table} (
          subject INTEGER NOT NULL, start INTEGER NOT NULL, numbers BLOB NOT NULL,
          PRIMARY KEY (subject, start)
        ) STRICT, WITHOUT ROWID;`,
      )
      .join('\n')}
    `,
    '',
  ],
};

const subjectRow = z.object({ id: z.number(), key: z.string(), since: z.number() });
const numbersRow = z.object({ start: z.number(), numbers: z.instanceof(Uint8Array) });
const peakRow = numbersRow.extend({ key: z.string() });

/** A subject and its five minutes under way. */
interface Current {
  id: number;
  since: number;
  slot: number;
  samples: Sample[];
  /** Whether the row of the hour that these lie in has all that was written. */
  isRolled: boolean;
}

const [fiveMinutes, hours, days] = rolledLevels;

/** @param path A file, or `:memory:`. Errors as those of the site's store. */
export function openSampleStore(path: string, now: () => number): Result<SampleStore> {
  const opened = openSqliteFile(path, now(), layout);
  if (!opened.ok) return opened;
  const { database, damaged } = opened.value;
  const store = guarded(() => createSampleStore(database, now, damaged));
  if (!store.ok) database.close();
  return store;
}

function createSampleStore(
  database: DatabaseSync,
  now: () => number,
  damaged: Damage | null,
): SampleStore {
  const addSubject = database.prepare(
    'INSERT INTO subjects (key, since) VALUES (?, ?) RETURNING id',
  );
  const statements = (table: Level['table']) => ({
    put: database.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?)`),
    read: database.prepare(
      `SELECT start, numbers FROM ${table} WHERE subject = ? AND start >= ? AND start < ?
       ORDER BY start`,
    ),
    prune: database.prepare(`DELETE FROM ${table} WHERE subject = ? AND start < ?`),
    drop: database.prepare(`DELETE FROM ${table} WHERE subject = ? AND start > ? AND start < ?`),
  });
  const raw = statements('samples');
  const rolled = {
    five_minutes: statements('five_minutes'),
    hours: statements('hours'),
    days: statements('days'),
  };
  const lastSlot = database.prepare('SELECT max(start) AS start FROM samples WHERE subject = ?');
  const peaks = database.prepare(
    `SELECT key, start, numbers FROM days JOIN subjects ON subjects.id = days.subject
     WHERE start >= ? ORDER BY start`,
  );
  const subjects = new Map<string, Current>();
  for (const found of database.prepare('SELECT * FROM subjects').all()) {
    const { id, key, since } = subjectRow.parse(found);
    const slot = Number(lastSlot.get(id)?.start ?? 0);
    subjects.set(key, { id, since, slot, samples: [], isRolled: slot === 0 });
  }
  // By the newest sample there is, if that is earlier: a console that starts with its clock years
  // ahead must not drop everything.
  const newest = Math.max(...[...subjects.values()].map(({ slot }) => slot), 0);
  transaction(database, () => {
    for (const { id } of subjects.values()) prune(id, Math.min(newest, now()));
  });

  function readSamples(id: number, from: number, to: number): Sample[] {
    return raw.read.all(id, slotOf(from, rawLevel.stepMs), to).flatMap((found) => {
      const { start, numbers } = numbersRow.parse(found);
      return decodeSamples(start, numbers);
    });
  }

  /** Rows of a level, each as its stretches. */
  function readRows(id: number, level: RolledLevel, from: number, to: number): Part[][] {
    return rolled[level.table].read.all(id, slotOf(from, level.rowMs), to).map((found) => {
      const { start, numbers } = numbersRow.parse(found);
      return decodeParts(start, level.stepMs, numbers);
    });
  }

  /** Roll-ups are always made anew from single samples, so that a p95 is a true one. */
  function roll(id: number, level: RolledLevel, at: number, samples?: readonly Sample[]): void {
    const start = slotOf(at, level.stepMs);
    const sum = rollUp(samples ?? readSamples(id, start, start + level.stepMs));
    if (!sum) return;
    const row = slotOf(start, level.rowMs);
    const rows = readRows(id, level, row, row + level.rowMs);
    const others = rows.flat().filter((part) => part.at !== start);
    const parts = [...others, { ...sum, at: start }].sort((a, b) => a.at - b.at);
    // Version 1 had a row for each stretch: they are in this one now.
    if (rows.length > 1) rolled[level.table].drop.run(id, row, row + level.rowMs);
    rolled[level.table].put.run(id, row, encodeParts(row, level.stepMs, parts));
  }

  function writeSlot(current: Current): void {
    const { id, slot, samples } = current;
    if (samples.length === 0) return;
    // A console that was started anew, or a clock that was set back, finds a part there already.
    const before = readSamples(id, slot, slot + rawLevel.stepMs);
    const times = new Map([...before, ...samples].map((sample) => [sample.at, sample]));
    const all = [...times.values()].sort((a, b) => a.at - b.at);
    raw.put.run(id, slot, encodeSamples(slot, all));
    roll(id, fiveMinutes, slot, all);
    current.samples = [];
    current.isRolled = false;
  }

  /** Once an hour and not with each five minutes: it reads and sorts all the samples of one. */
  function rollHour(current: Current): void {
    if (current.isRolled) return;
    roll(current.id, hours, current.slot);
    current.isRolled = true;
  }

  /** Who was silent all the last hour: a VM that is off has no next hour to roll the last one up in. */
  function rollSilent(hour: number): void {
    for (const current of subjects.values()) {
      if (current.isRolled || current.slot >= hour - hours.stepMs) continue;
      writeSlot(current);
      rollHour(current);
      roll(current.id, days, current.slot);
    }
  }

  /** Rows are dropped by the age they had when the subject's own newest sample was taken. */
  function prune(id: number, at: number): void {
    raw.prune.run(id, at - rawLevel.keepMs);
    for (const { table, keepMs, rowMs } of rolledLevels) {
      rolled[table].prune.run(id, at - keepMs - rowMs);
    }
  }

  function enterSlot(current: Current, slot: number): void {
    writeSlot(current);
    const left = current.slot;
    const isSameHour = slotOf(left, hours.stepMs) === slotOf(slot, hours.stepMs);
    if (!isSameHour) rollHour(current);
    current.slot = slot;
    current.samples = [];
    if (left === 0 || isSameHour) return;
    roll(current.id, days, left);
    prune(current.id, Math.min(left, now()));
  }

  function subjectOf(key: string, at: number): Current {
    const known = subjects.get(key);
    if (known) return known;
    const id = Number(addSubject.get(key, at)?.id);
    const current: Current = { id, since: at, slot: 0, samples: [], isRolled: true };
    subjects.set(key, current);
    return current;
  }

  let lastHour = 0;

  /** The stretch under way has no row yet, or one of only its first part. */
  function withOpen(
    rows: Part[],
    { id, slot, samples, isRolled }: Current,
    { table, stepMs }: RolledLevel,
    { from, to }: { from: number; to: number },
  ): Part[] {
    const at = slotOf(slot, stepMs);
    if (table === 'hours' && !isRolled && at >= slotOf(from, stepMs) && at < to) {
      const hour = rollUp([...readSamples(id, at, at + stepMs), ...samples]);
      return hour ? [...rows.filter((part) => part.at !== at), { ...hour, at }] : rows;
    }
    const open = rollUp(samples.filter((sample) => sample.at >= from && sample.at < to));
    return open ? [...rows, { ...open, at: slot }] : rows;
  }

  const flush = () =>
    guarded(() =>
      transaction(database, () => {
        for (const current of subjects.values()) {
          writeSlot(current);
          rollHour(current);
        }
      }),
    );

  return {
    damaged,
    record(entries) {
      const isDue = entries.some(({ key, sample }) => {
        return subjects.get(key)?.slot !== slotOf(sample.at, rawLevel.stepMs);
      });
      const added: string[] = [];
      const hour = slotOf(entries[0]?.sample.at ?? 0, hours.stepMs);
      const take = () => {
        // Not at the start: nobody has been heard of yet.
        if (isDue && hour > lastHour && lastHour > 0) rollSilent(hour);
        lastHour = Math.max(lastHour, hour);
        for (const { key, sample } of entries) {
          if (!subjects.has(key)) added.push(key);
          const current = subjectOf(key, sample.at);
          const slot = slotOf(sample.at, rawLevel.stepMs);
          if (slot !== current.slot) enterSlot(current, slot);
          current.samples.push(sample);
        }
      };
      const taken = guarded(() => (isDue ? transaction(database, take) : take()));
      // Their rows were rolled back, and SQLite gives their numbers to the next.
      if (!taken.ok) for (const key of added) subjects.delete(key);
      return taken;
    },
    series: (key, range) =>
      guarded(() => {
        const current = subjects.get(key);
        const level = levelFor({ ...range, now: now() });
        const from = slotOf(range.from, level.stepMs);
        if (!current) return { ...makePoints([], level.stepMs, range), since: null };
        const { id, since, samples } = current;
        const inRange = ({ at }: Sample) => at >= range.from && at < range.to;
        if (level.table === 'samples') {
          const found = [...readSamples(id, range.from, range.to), ...samples].filter(inRange);
          const single = found.map((sample) => ({
            ...(rollUp([sample]) ?? emptyRollUp),
            at: sample.at,
          }));
          return { ...makePoints(single, rawStepMs(found), range), since };
        }
        const rows = readRows(id, level, from, range.to)
          .flat()
          .filter(({ at }) => at >= from && at < range.to);
        return { ...makePoints(withOpen(rows, current, level, range), level.stepMs, range), since };
      }),
    dailyPeaks: (from) =>
      guarded(() => {
        const byKey = new Map<string, number[]>();
        for (const found of peaks.all(slotOf(from, day))) {
          const { key, start, numbers } = peakRow.parse(found);
          const p95 = decodeParts(start, day, numbers)[0]?.cpu?.p95;
          if (p95 === undefined) continue;
          const days = byKey.get(key);
          if (days) days.push(p95);
          else byKey.set(key, [p95]);
        }
        return byKey;
      }),
    async copyTo(path, options) {
      const flushed = flush();
      return flushed.ok ? copyDatabase(database)(path, options) : flushed;
    },
    close() {
      flush();
      database.close();
    },
  };
}

/** Half as long again as samples usually are apart, so that a late one is not taken for a gap. */
function rawStepMs(samples: readonly Sample[]): number {
  const apart = samples.slice(1).map(({ at }, before) => at - (samples[before]?.at ?? at));
  const usual = apart.sort((a, b) => a - b)[Math.floor(apart.length / 2)] ?? 10_000;
  return Math.max(Math.ceil((usual * 1.5) / 1000), 1) * 1000;
}
