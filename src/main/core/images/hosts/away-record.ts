import { createHash } from 'node:crypto';
import { z } from 'zod';
import { nameSchema } from '../../../../shared/images/names.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import type { HostOrder } from '../carry/client-port.ts';
import { clientLeasePath, rolloutHolder } from '../carry/rollout-file.ts';
import { parseJsonFile } from '../parse/parse-json-file.ts';
import { commit } from '../server/commit.ts';
import { readFiles } from '../server/read-server.ts';
import type { ServerPlace } from '../server/server-answer.ts';

/** A VM that was moved off a host, and the host that took it: by its own name, as any console knows it. */
const awayVmSchema = z.looseObject({ uuid: z.string(), name: z.string(), to: z.string() });
export type AwayVm = z.infer<typeof awayVmSchema>;

/**
 * `evacuations/<client>.json`: what is moved off a Xen host for its image, put down before the first
 * move. It outlives its rollout: whoever next brings the host up healthy brings them back.
 */
export const awayRecordSchema = z.looseObject({
  client: nameSchema,
  /** The order that it was last written for, and the plans that were begun for that. */
  key: z.string(),
  tries: z.number().int().min(0),
  /** The last of them, by the console that began it; null: none. */
  planId: z.string().nullable(),
  vms: z.array(awayVmSchema),
});
export type AwayRecord = z.infer<typeof awayRecordSchema>;

export interface KeptAway {
  record: AwayRecord | null;
  /** Of the file; null: there is none. */
  sum: string | null;
}

export function awayPath(client: string): string {
  return `evacuations/${client}.json`;
}

export async function readAway(
  place: ServerPlace,
  client: string,
  signal: AbortSignal,
): Promise<Result<KeptAway>> {
  const read = await readFiles(place, [awayPath(client)], signal);
  if (!read.ok) return read;
  const [file] = read.value.files;
  if (!file) return ok({ record: null, sum: null });
  const record = parseJsonFile(file, awayRecordSchema);
  if (!record.ok) return record;
  const sum = createHash('sha256').update(file.bytes).digest('hex');
  return ok({ record: record.value, sum });
}

/** Under the lease that its rollout holds: who has lost it writes nothing. */
export async function writeAway(
  place: ServerPlace,
  { client, plan }: HostOrder,
  { record, sum }: { record: AwayRecord; sum: string | null },
  audit: { by: string; what: string },
): Promise<Result<unknown>> {
  const path = awayPath(client.id);
  const about = { client: client.id, vms: record.vms.map(({ name, to }) => `${name} → ${to}`) };
  return commit(place, [
    { do: 'expect', path, sum },
    { do: 'hold', path: clientLeasePath(plan, client.id), holder: rolloutHolder(plan.id) },
    { do: 'audit', ...audit, about },
    { do: 'write', path, value: record },
  ]);
}
