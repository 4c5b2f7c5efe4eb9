import { z } from 'zod';
import type { ObjectFields } from './object-fields.ts';

export const fieldChangeSchema = z.object({
  /** The model's name of it: memoryMiB, xenVersion. */
  field: z.string(),
  /** Left out: it was not there, or is not any more. */
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type FieldChange = z.infer<typeof fieldChangeSchema>;

const none: ReadonlySet<string> = new Set();

/** This runs for tens of thousands of VMs at once: it makes no objects where nothing differs. */
export function diffFields(
  before: ObjectFields,
  after: ObjectFields,
  ignored = none,
): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const field in before) {
    if (isSame(before[field], after[field]) || ignored.has(field)) continue;
    changes.push(fieldChange(field, before[field], after[field]));
  }
  for (const field in after) {
    if (Object.hasOwn(before, field) || after[field] === undefined || ignored.has(field)) continue;
    changes.push(fieldChange(field, undefined, after[field]));
  }
  return changes;
}

function fieldChange(field: string, before: unknown, after: unknown): FieldChange {
  return {
    field,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

/** For what JSON can hold, where a field without a value is as good as none. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  if (Array.isArray(one) || Array.isArray(other)) return areSameLists(one, other);
  return (
    holds(one as ObjectFields, other as ObjectFields) &&
    holds(other as ObjectFields, one as ObjectFields)
  );
}

function areSameLists(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
  for (let n = 0; n < one.length; n++) if (!isSame(one[n], other[n])) return false;
  return true;
}

function holds(whole: ObjectFields, part: ObjectFields): boolean {
  for (const field in part) if (!isSame(part[field], whole[field])) return false;
  return true;
}
