import { type Client, clientSchema } from '../../../../shared/images/client.ts';
import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import {
  type ServerSettings,
  serverSettingsSchema,
} from '../../../../shared/images/server-settings.ts';
import { bootFiles } from '../boot/boot-files.ts';
import type { Kept } from '../parse/image-server-state.ts';
import { parseJsonFile } from '../parse/parse-json-file.ts';
import { sumOf } from '../parse/parse-tree.ts';
import type { OrderedAct } from '../rollout/rollout-input.ts';
import { type Change, commit } from '../server/commit.ts';
import { readFiles } from '../server/read-server.ts';
import type { ServerPlace } from '../server/server-answer.ts';
import type { Outcome } from './client-port.ts';
import { clientLeasePath, rolloutHolder } from './rollout-file.ts';

export function clientPath(id: string): string {
  return `clients/${id}.json`;
}

/** How clients reach the server; the text says why nobody knows. */
type KnownSettings = Kept<ServerSettings> | string;

const settingsPath = 'server.json';
const noSettings =
  'The image server does not say by which address machines reach it: its server.json is missing.';

/** The files of these clients; why not, for those that cannot be had. */
export async function readClients(
  place: ServerPlace,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<{
  clients: Map<string, Kept<Client>>;
  missing: Map<string, Outcome>;
  settings: KnownSettings;
}> {
  const clients = new Map<string, Kept<Client>>();
  const missing = new Map<string, Outcome>();
  const read = await readFiles(place, [settingsPath, ...ids.map(clientPath)], signal);
  const files = new Map(read.ok ? read.value.files.map((file) => [file.path, file]) : []);
  for (const id of ids) {
    const file = files.get(clientPath(id));
    const parsed = file && parseJsonFile(file, clientSchema);
    if (!read.ok) missing.set(id, { outcome: 'unknown', text: read.error.message });
    else if (!file || !parsed) {
      missing.set(id, { outcome: 'refused', text: 'Its file is gone from the image server.' });
    } else if (!parsed.ok) missing.set(id, { outcome: 'refused', text: parsed.error.message });
    else clients.set(id, { value: parsed.value, sum: sumOf(file.bytes) });
  }
  const own = files.get(settingsPath);
  const parsed = own && parseJsonFile(own, serverSettingsSchema);
  let settings: KnownSettings = noSettings;
  if (parsed?.ok) settings = { value: parsed.value, sum: sumOf(own?.bytes ?? new Uint8Array()) };
  else if (parsed) settings = parsed.error.message;
  return { clients, missing, settings };
}

/** A client's file after a switch. Going back puts the digest among those it shall not be given again. */
function switched(client: Client, { to, previous, reject }: OrderedAct): Client {
  const isRejected = reject !== null && !client.rejected.includes(reject);
  return {
    ...client,
    generation: client.generation + 1,
    desired: to,
    previous: previous ?? (client.previous === to ? null : client.previous),
    rejected: isRejected ? [...client.rejected, reject] : client.rejected,
  };
}

/** What has to be written with a client's file so that it boots what stands there; or why it cannot be. */
function bootChanges(client: Client, settings: KnownSettings, root: string): Change[] | string {
  if (client.place.kind !== 'bare-metal') return [];
  if (typeof settings === 'string') return settings;
  const files = bootFiles(client, settings.value, root);
  if (!files.ok) return files.error.message;
  return [
    { do: 'expect', path: settingsPath, sum: settings.sum },
    ...[...files.value].map(([path, lines]): Change => ({ do: 'lines', path, lines })),
  ];
}

/**
 * Points clients at their images, with the files they boot by, all in one commit; each under the
 * lease that its rollout holds. To do it twice is to do it once.
 */
export async function switchClients(
  place: ServerPlace,
  plan: RolloutPlan,
  acts: readonly OrderedAct[],
  signal: AbortSignal,
): Promise<Map<string, Outcome>> {
  const ids = acts.map(({ client }) => client);
  const { clients, missing: outcomes, settings } = await readClients(place, ids, signal);
  const changes: Change[] = [];
  const asked: string[] = [];
  for (const act of acts) {
    const kept = clients.get(act.client);
    if (!kept) continue;
    const next = switched(kept.value, act);
    const boot = bootChanges(next, settings, place.root);
    if (typeof boot === 'string') {
      outcomes.set(act.client, { outcome: 'refused', text: boot });
      continue;
    }
    asked.push(act.client);
    const path = clientPath(act.client);
    changes.push(
      { do: 'expect', path, sum: kept.sum },
      { do: 'hold', path: clientLeasePath(plan, act.client), holder: rolloutHolder(plan.id) },
      { do: 'write', path, value: next },
      ...boot,
    );
  }
  if (asked.length === 0) return outcomes;
  const done = await commit(place, changes, signal);
  // One that another changed meanwhile keeps all from being written: they are asked again.
  const outcome: Outcome = done.ok
    ? { outcome: 'done', text: '' }
    : { outcome: 'unknown', text: done.error.message };
  for (const id of asked) outcomes.set(id, outcome);
  return outcomes;
}
