import type { DatabaseSync } from 'node:sqlite';
import type { RecordShapes } from './record-shapes.ts';
import { parseRecord, type StoredRecord } from './stored-record.ts';

/**
 * Records of rows of the event log, by their numbers and in their order; a number twice is read
 * once. Throws SQLite's error.
 */
export type ReadRecords = (seqs: readonly number[]) => StoredRecord[];

/** Rows that are asked for at once: enough to make a question cheap, few enough to forget. */
const atOnce = 2000;

type Row = [seq: number, at: number, kind: string, host: string, name: string, json: string | null];

/**
 * Rows never change once written, so what was parsed for one look at the site serves the next: a
 * step along the time bar parses only what changed in between. Kept are the records of the last
 * two looks: memory is bounded by the size of the site, not by its age.
 * @returns what begins a look; all that is read with its answer belongs to that one.
 */
export function createRecordReader(
  database: DatabaseSync,
  shapes: RecordShapes,
): () => ReadRecords {
  const select = database.prepare(
    `SELECT e.seq, e.at, e.kind, e.host, e.name, e.json
     FROM json_each(?) wanted CROSS JOIN events e ON e.seq = wanted.value`,
  );
  // Arrays, as making an object of each row costs as much as finding it.
  select.setReturnArrays(true);
  let recent = new Map<number, StoredRecord>();
  let older = new Map<number, StoredRecord>();

  function readRows(seqs: readonly number[]): void {
    const rows: unknown = select.all(JSON.stringify(seqs));
    // The table is STRICT: SQLite vouches for the columns' types.
    for (const [seq, at, kind, host, name, json] of rows as Row[]) {
      recent.set(seq, parseRecord({ kind, host, name, at }, json, shapes.isChecked(seq)));
    }
  }

  function keep(seq: number): boolean {
    if (recent.has(seq)) return true;
    const known = older.get(seq);
    if (known) recent.set(seq, known);
    return known !== undefined;
  }

  return () => {
    older = recent;
    recent = new Map();
    return (seqs) => {
      // In the order in which they lie in the file: object by object, each would be another page.
      const missing = Array.from(Float64Array.from(seqs.filter((seq) => !keep(seq))).sort());
      for (let n = 0; n < missing.length; n += atOnce) readRows(missing.slice(n, n + atOnce));
      const records: StoredRecord[] = [];
      for (const seq of seqs) {
        const record = recent.get(seq);
        if (record) records.push(record);
      }
      return records;
    };
  };
}
