import type { z } from 'zod';
import { type Link, linkSchema } from '../../../shared/model/connection.ts';
import { hostSchema } from '../../../shared/model/host.ts';
import { type Job, jobSchema } from '../../../shared/model/job.ts';
import { type Vm, vmSchema } from '../../../shared/model/vm.ts';

const storedHostSchema = hostSchema.omit({ link: true, usage: true });
export type StoredHost = z.infer<typeof storedHostSchema>;

/** Of which object a row of the event log tells, and since when, in milliseconds. */
export interface RowHead {
  kind: string;
  host: string;
  name: string;
  at: number;
}

/** A row of the event log, as far as this version can read it. `gone`: the object was. */
export type StoredRecord = { head: RowHead } & (
  | { kind: 'host'; value: StoredHost }
  | { kind: 'link'; value: Link }
  | { kind: 'vm'; value: Vm }
  | { kind: 'job'; value: Job }
  | { kind: 'gone' | 'unreadable' }
);

/** @param json What was stored; null: the object was gone. */
export function parseRecord(head: RowHead, json: string | null): StoredRecord {
  if (json === null) return { head, kind: 'gone' };
  const value = jsonOf(json);
  switch (head.kind) {
    case 'host':
      return recordOf(head, 'host', storedHostSchema.safeParse(value));
    case 'link':
      return recordOf(head, 'link', linkSchema.safeParse(value));
    case 'vm':
      return recordOf(head, 'vm', vmSchema.safeParse(value));
    case 'job':
      return recordOf(head, 'job', jobSchema.safeParse(value));
    default:
      return { head, kind: 'unreadable' };
  }
}

function recordOf<K, T>(head: RowHead, kind: K, parsed: z.ZodSafeParseResult<T>) {
  return parsed.success
    ? { head, kind, value: parsed.data }
    : { head, kind: 'unreadable' as const };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
