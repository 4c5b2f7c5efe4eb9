import { type Client, clientSchema } from '../../../../shared/images/client.ts';
import type { RolloutPlan } from '../../../../shared/images/rollout-plan.ts';
import {
  type ServerSettings,
  serverSettingsSchema,
} from '../../../../shared/images/server-settings.ts';
import { bootFiles } from '../boot/boot-files.ts';
import type { Kept } from '../parse/image-server-state.ts';
import { parseJsonFile, type ServerFile } from '../parse/parse-json-file.ts';
import { sumOf } from '../parse/parse-tree.ts';
import type { OrderedAct } from '../rollout/rollout-input.ts';
import { type Change, commit } from '../server/commit.ts';
import { readFiles } from '../server/read-server.ts';
import type { ServerPlace } from '../server/server-answer.ts';
import type { BootSwitch, Hypervisors, Outcome } from './client-port.ts';
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

/** Where the clients of these files are, by their ids; other files are passed over. */
export function placesOf(files: readonly ServerFile[]): Map<string, Client['place']> {
  return new Map(
    files
      .filter(({ path }) => path.startsWith('clients/'))
      .flatMap((file) => {
        const parsed = parseJsonFile(file, clientSchema);
        return parsed.ok ? [[parsed.value.id, parsed.value.place] as const] : [];
      }),
  );
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
  const { kind } = client.place;
  // A Xen host without a MAC boots by other means.
  if (kind === 'xen-vm' || (kind === 'xen-host' && client.macs.length === 0)) return [];
  if (typeof settings === 'string') return settings;
  const files = bootFiles(client, settings.value, root);
  if (!files.ok) return files.error.message;
  return [
    { do: 'expect', path: settingsPath, sum: settings.sum },
    ...[...files.value].map(([path, lines]): Change => ({ do: 'lines', path, lines })),
  ];
}

/** To what it is sent: a client without an image boots as it always did. */
function bootSwitch(client: Client, { to }: OrderedAct): BootSwitch[] {
  return to === null ? [] : [{ client, digest: to }];
}

/**
 * Points clients at their images: what they need to boot is brought first, then their files are
 * written with the files they boot by, all in one commit and each under the lease that its rollout
 * holds, and then what boots them follows its file. So whoever has lost the lease switches nothing.
 * To do it twice is to do it once, and one that is cut off in the middle is done again.
 */
export async function switchClients(
  place: ServerPlace,
  plan: RolloutPlan,
  acts: readonly OrderedAct[],
  port: Pick<Hypervisors, 'prepare' | 'switchBoot'>,
  signal: AbortSignal,
): Promise<Map<string, Outcome>> {
  const ids = acts.map(({ client }) => client);
  const { clients, missing: outcomes, settings } = await readClients(place, ids, signal);
  const wanted = acts.flatMap((act) => {
    const kept = clients.get(act.client);
    if (!kept) return [];
    const after = switched(kept.value, act);
    const boot = bootChanges(after, settings, place.root);
    if (typeof boot !== 'string') return [{ act, kept, after, boot }];
    outcomes.set(act.client, { outcome: 'refused', text: boot });
    return [];
  });
  const brought = await port.prepare(
    wanted.flatMap(({ act, after }) => bootSwitch(after, act)),
    signal,
  );
  const ready = wanted.filter(({ act }) => {
    const outcome = act.to === null ? undefined : (brought.get(act.client) ?? unheard);
    if (outcome && outcome.outcome !== 'done') outcomes.set(act.client, outcome);
    return outcome === undefined || outcome.outcome === 'done';
  });
  if (ready.length === 0) return outcomes;
  const changes = ready.flatMap(({ act, kept, after, boot }): Change[] => [
    { do: 'expect', path: clientPath(act.client), sum: kept.sum },
    { do: 'hold', path: clientLeasePath(plan, act.client), holder: rolloutHolder(plan.id) },
    { do: 'write', path: clientPath(act.client), value: after },
    ...boot,
  ]);
  const done = await commit(place, changes, signal);
  // One that another changed meanwhile keeps all from being written: they are asked again.
  if (!done.ok) {
    const outcome: Outcome = { outcome: 'unknown', text: done.error.message };
    for (const { act } of ready) outcomes.set(act.client, outcome);
    return outcomes;
  }
  const booting = await port.switchBoot(
    ready.flatMap(({ act, after }) => bootSwitch(after, act)),
    signal,
  );
  for (const { act } of ready) {
    const written: Outcome = { outcome: 'done', text: '' };
    outcomes.set(act.client, act.to === null ? written : (booting.get(act.client) ?? unheard));
  }
  return outcomes;
}

const unheard: Outcome = { outcome: 'unknown', text: '' };
