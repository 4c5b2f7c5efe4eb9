import { z } from 'zod';
import { type ImageItem, imageItemSchema } from '../../../shared/history/image-items.ts';
import { type Link, linkSchema } from '../../../shared/model/connection.ts';
import { hostSchema } from '../../../shared/model/host.ts';
import { type Job, jobSchema } from '../../../shared/model/job.ts';
import { type Vm, vmSchema } from '../../../shared/model/vm.ts';

const storedHostSchema = hostSchema.omit({ link: true, usage: true });
export type StoredHost = z.infer<typeof storedHostSchema>;

/** What each kind of record holds. */
export const recordSchemas = {
  host: storedHostSchema,
  link: linkSchema,
  vm: vmSchema,
  job: jobSchema,
  /** A configuration file, by the hash of its text. */
  config: z.object({ text: z.string() }),
  images: imageItemSchema,
} as const;

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
  | { kind: 'config'; value: { text: string } }
  | { kind: 'images'; value: ImageItem }
  | { kind: 'gone' | 'unreadable' }
);

/**
 * @param json What was stored; null: the object was gone.
 * @param checked It was found to be of this version's shape already.
 */
export function parseRecord(head: RowHead, json: string | null, checked: boolean): StoredRecord {
  if (json === null) return { head, kind: 'gone' };
  const value = jsonOf(json);
  switch (head.kind) {
    case 'host':
    case 'link':
    case 'vm':
    case 'job':
    case 'config':
    case 'images': {
      const { kind } = head;
      if (checked && value !== undefined) return { head, kind, value } as StoredRecord;
      const parsed = recordSchemas[kind].safeParse(value);
      if (parsed.success) return { head, kind, value: parsed.data } as StoredRecord;
    }
  }
  return { head, kind: 'unreadable' };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
