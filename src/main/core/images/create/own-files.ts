import { type Client, clientSchema } from '../../../../shared/images/client.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import { clientPath } from '../carry/switch-clients.ts';
import { parseJsonFile } from '../parse/parse-json-file.ts';
import { sumOf } from '../parse/parse-tree.ts';
import { readFiles } from '../server/read-server.ts';
import type { ServerPlace } from '../server/server-answer.ts';

/** `own`: it is this very client's; `other`: another client has its name; null: there is none. */
export type OwnFile = { is: 'own' | 'other'; sum: string } | null;

/**
 * The files of clients that were made, or are to be, by their ids. One machine's id is made of it
 * alone, so that it tells them from others of the same name.
 */
export async function readOwnFiles(
  place: ServerPlace,
  clients: readonly Client[],
  signal: AbortSignal,
): Promise<Result<Map<string, OwnFile>>> {
  const reading = await readFiles(
    place,
    clients.map(({ id }) => clientPath(id)),
    signal,
  );
  if (!reading.ok) return reading;
  const files = new Map(reading.value.files.map((file) => [file.path, file]));
  return ok(
    new Map(
      clients.map(({ id, machineId }) => {
        const file = files.get(clientPath(id));
        if (!file) return [id, null];
        const parsed = parseJsonFile(file, clientSchema);
        const is = parsed.ok && parsed.value.machineId === machineId ? 'own' : 'other';
        return [id, { is, sum: sumOf(file.bytes) }];
      }),
    ),
  );
}
