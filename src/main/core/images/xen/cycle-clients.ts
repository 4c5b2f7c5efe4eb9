import { createHash } from 'node:crypto';
import { z } from 'zod';
import { reportSchema } from '../../../../shared/images/client.ts';
import { bootIdSchema, nameSchema } from '../../../../shared/images/names.ts';
import { endedJobStates } from '../../../../shared/model/job.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import { isJobOn } from '../../../../shared/model/vms-of-job.ts';
import { err, ok, type Result } from '../../../../shared/result.ts';
import type { Outcome, Outcomes, RebootOrder } from '../carry/client-port.ts';
import { reportPath } from '../carry/report-looks.ts';
import { parseJsonFile, type ServerFile } from '../parse/parse-json-file.ts';
import { commit } from '../server/commit.ts';
import { readFiles } from '../server/read-server.ts';
import { done, outcomeOf, refused, unknown } from './outcomes.ts';
import { powerCycle } from './power-cycle.ts';
import { type FoundVm, findClient } from './switch-boot.ts';
import type { XenPorts, XenVmClient } from './xen-clients.ts';

/**
 * `cycles/<client>.json`: the last power-cycle of a client, put down before it is done. Whoever
 * repeats it does so on the host that is named, which follows a key once.
 */
const cycleSchema = z.looseObject({
  client: nameSchema,
  key: z.string().min(1).max(255),
  bootId: bootIdSchema,
  /** By its name in the console that ordered it. */
  host: z.string(),
});

export function cyclePath(client: string): string {
  return `cycles/${client}.json`;
}

/** See `Hypervisors.powerCycle`. */
export async function cycleClients(
  ports: XenPorts,
  orders: readonly RebootOrder[],
  signal: AbortSignal,
): Promise<Outcomes> {
  const paths = orders.flatMap(({ client }) => [cyclePath(client.id), reportPath(client.id)]);
  const reading = await readFiles(ports.place, paths, signal);
  if (!reading.ok) {
    return new Map(orders.map(({ client }) => [client.id, outcomeOf(reading.error)]));
  }
  const files = new Map(reading.value.files.map((file) => [file.path, file]));
  const outcomes = await Promise.all(
    orders.map(async (order): Promise<[string, Outcome]> => {
      const { client } = order;
      if (client.place.kind !== 'xen-vm') {
        return [client.id, refused('It did not come back, and nothing here can power-cycle it.')];
      }
      const of = { ...client, place: client.place };
      return [client.id, await cycleOne(ports, of, order.act, files, signal)];
    }),
  );
  return new Map(outcomes);
}

async function cycleOne(
  ports: XenPorts,
  client: XenVmClient,
  act: RebootOrder['act'],
  files: ReadonlyMap<string, ServerFile>,
  signal: AbortSignal,
): Promise<Outcome> {
  const { key, bootId } = act;
  if (bootId === null) return refused('Nobody knows which boot it ran, so it is not ended.');
  const report = files.get(reportPath(client.id));
  const said = report && parseJsonFile(report, reportSchema);
  // It has come up by itself, and that is what was wanted.
  if (said?.ok && said.value.bootId !== bootId) return done;
  const looked = findClient(ports, client);
  if (!looked.found) return looked.why;
  const { found } = looked;
  const busy = jobOn(ports.stateOf(), found);
  if (busy) return unknown(busy);
  const claimed = await claim(
    ports,
    client,
    { key, bootId, host: found.host.label },
    files,
    signal,
  );
  if (!claimed.ok) return claimed.error;
  return powerCycle(
    found.host,
    {
      folder: ports.folder,
      key: fileNameOf(key),
      uuid: client.place.uuid,
      configPath: found.configPath,
      bootFiles: found.at.vm.bootFiles,
    },
    signal,
  );
}

/** It is this key's turn on this host; an outcome: it is not, and why. */
async function claim(
  { place, holder }: XenPorts,
  client: XenVmClient,
  cycle: { key: string; bootId: string; host: string },
  files: ReadonlyMap<string, ServerFile>,
  signal: AbortSignal,
): Promise<Result<void, Outcome>> {
  const path = cyclePath(client.id);
  const file = files.get(path);
  const last = file && parseJsonFile(file, cycleSchema);
  if (last && !last.ok) return err(outcomeOf(last.error));
  if (last?.value.key === cycle.key) {
    if (last.value.host === cycle.host) return ok(undefined);
    return err(unknown(`It was power-cycled on ${last.value.host}, and is on ${cycle.host} now.`));
  }
  const sum = file ? createHash('sha256').update(file.bytes).digest('hex') : null;
  const about = { client: client.id, host: cycle.host, key: cycle.key };
  const put = await commit(
    place,
    [
      { do: 'expect', path, sum },
      { do: 'audit', by: holder, what: 'power-cycle', about },
      { do: 'write', path, value: { client: client.id, ...cycle } },
    ],
    signal,
  );
  return put.ok ? ok(undefined) : err(outcomeOf(put.error));
}

/** A job that works on the VM, in words. */
function jobOn({ jobs }: SiteState, { at: { vm } }: FoundVm): string | null {
  const busy = Object.values(jobs).some(
    ({ spec, state }) => !endedJobStates.includes(state) && isJobOn(spec, vm),
  );
  return busy ? `Another job works on “${vm.name}”.` : null;
}

/** A key as the name of a folder: it may hold what no path should. */
function fileNameOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
