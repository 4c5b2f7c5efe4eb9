import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { recordSchemas } from './stored-record.ts';

/**
 * Which rows of the event log were found to be of this version's shape when they were written.
 * Content is checked once, then: a look at a large site would spend a third of its time on it.
 * Every other row (of another version, or saved from a damaged file) is checked at each reading.
 */
export interface RecordShapes {
  isChecked(seq: number): boolean;
  /** The same of this row and every later one. */
  areCheckedFrom(seq: number): boolean;
  /**
   * Says of a row just written whether it was found readable; within the row's transaction.
   * @returns what takes this back when that transaction is; null when nothing had to be noted.
   */
  note(seq: number, readable: boolean): (() => void) | null;
}

/** Rows from `first` on, up to the next range, were checked against this shape; '': were not. */
interface Range {
  first: number;
  shape: string;
}

const unchecked = '';

/** Changes with the schemas by itself: nobody has to remember to count it up. */
const currentShape = hash('sha256', JSON.stringify(z.toJSONSchema(z.object(recordSchemas))));

export function createRecordShapes(database: DatabaseSync): RecordShapes {
  const insert = database.prepare(
    'INSERT OR REPLACE INTO record_shapes (first_seq, shape) VALUES (?, ?)',
  );
  const ranges: Range[] = database
    .prepare('SELECT first_seq, shape FROM record_shapes ORDER BY first_seq')
    .all()
    .map((row) => ({ first: Number(row.first_seq), shape: String(row.shape) }));
  return {
    isChecked: (seq) => ranges.findLast(({ first }) => first <= seq)?.shape === currentShape,
    areCheckedFrom: (seq) => {
      const last = ranges.at(-1);
      return last !== undefined && last.first <= seq && last.shape === currentShape;
    },
    note(seq, readable) {
      const shape = readable ? currentShape : unchecked;
      if ((ranges.at(-1)?.shape ?? unchecked) === shape) return null;
      insert.run(seq, shape);
      ranges.push({ first: seq, shape });
      return () => ranges.pop();
    },
  };
}
