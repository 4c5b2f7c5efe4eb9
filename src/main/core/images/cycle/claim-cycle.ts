import { appError } from '../../../../shared/app-error.ts';
import { type Client, clientSchema, reportSchema } from '../../../../shared/images/client.ts';
import { err, type Result } from '../../../../shared/result.ts';
import { reportPath } from '../carry/report-looks.ts';
import { clientPath } from '../carry/switch-clients.ts';
import { parseJsonFile } from '../parse/parse-json-file.ts';
import { sumOf } from '../parse/parse-tree.ts';
import { commit } from '../server/commit.ts';
import { readFiles } from '../server/read-server.ts';
import type { ServerPlace } from '../server/server-answer.ts';
import { cyclePath } from '../xen/cycle-clients.ts';

const leaseSeconds = 60;

/**
 * Puts down on the image server that a client is power-cycled by this key: only while nobody has
 * leased it, and while it has said nothing since it was looked at. Errors: `lease-held`, `conflict`.
 */
export async function claimCycle(
  place: ServerPlace,
  order: { client: string; uuid: string; key: string; host: string; by: string },
  signal: AbortSignal,
): Promise<Result<Client>> {
  const { client: id, key, host, by } = order;
  const paths = [clientPath(id), reportPath(id), cyclePath(id)];
  const reading = await readFiles(place, paths, signal);
  if (!reading.ok) return reading;
  const files = new Map(reading.value.files.map((file) => [file.path, file]));
  const file = files.get(clientPath(id));
  const client = file && parseJsonFile(file, clientSchema);
  if (!client?.ok) return client ?? err(gone(id));
  const { place: at, group } = client.value;
  if (at.kind !== 'xen-vm' || at.uuid !== order.uuid) return err(gone(id));
  const sum = (path: string) => {
    const found = files.get(path);
    return found ? sumOf(found.bytes) : null;
  };
  const report = files.get(reportPath(id));
  const said = report && parseJsonFile(report, reportSchema);
  const bootId = said?.ok ? said.value.bootId : 'never';
  const lease = { path: `leases/${group}/${id}.json`, holder: `repair.${by}` };
  const put = await commit(
    place,
    [
      { do: 'lease', ...lease, seconds: leaseSeconds },
      { do: 'expect', path: reportPath(id), sum: sum(reportPath(id)) },
      { do: 'expect', path: cyclePath(id), sum: sum(cyclePath(id)) },
      { do: 'audit', by, what: 'power-cycle', about: { client: id, host, key } },
      { do: 'write', path: cyclePath(id), value: { client: id, key, bootId, host } },
      { do: 'release', ...lease },
    ],
    signal,
  );
  if (put.ok) return client;
  const isUp = (put.error.details ?? '').includes(`conflict ${reportPath(id)}`);
  if (!isUp) return put;
  return err(appError('conflict', `${id} has reported meanwhile: it is not ended.`));
}

function gone(id: string) {
  return appError('client-not-found', `${id} is not this client any more.`);
}
