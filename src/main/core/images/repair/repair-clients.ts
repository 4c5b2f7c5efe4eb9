import { randomBytes } from 'node:crypto';
import type { Client } from '../../../../shared/images/client.ts';
import type { RepairOutcome, SetAside } from '../../../../shared/images/repair.ts';
import { setAsideSchema } from '../../../../shared/images/repair.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import { orderPath } from '../carry/order-port.ts';
import type { ImageServerState } from '../parse/image-server-state.ts';
import { type Change, commit } from '../server/commit.ts';
import { listSetAsideScript } from '../server/scripts/list-set-aside.ts';
import { swapDriveScript } from '../server/scripts/swap-drive.ts';
import { askServer, heldLeases, type ServerPlace } from '../server/server-answer.ts';

/** A client reports twice a minute; who has not for this long reads no orders either. */
const freshSeconds = 150;
/** Long enough for the one commit in which it is taken and given back. */
const leaseSeconds = 60;

interface Ready {
  client: Client;
  /** For the client to follow; null: it is silent, and boots whenever it boots. */
  order: object | null;
}

/**
 * Orders clients to reboot into what they shall run. Refused, one by one: who is silent, who is on
 * the way in a rollout, who is not there. The state has just been read.
 */
export async function rebootClients(
  place: ServerPlace,
  server: ImageServerState,
  ids: readonly string[],
  by: string,
): Promise<RepairOutcome[]> {
  const outcomes = new Map<string, RepairOutcome>();
  const say = (client: string, outcome: RepairOutcome['outcome'], text: string) =>
    outcomes.set(client, { client, outcome, text });
  let open: Ready[] = [];
  for (const id of ids) {
    const ready = readyOf(server, id);
    if (typeof ready === 'string') say(id, 'refused', ready);
    else if (ready.order === null) {
      say(id, 'refused', 'It is silent: nobody there would read the order. Power-cycle it.');
    } else if (ready.client.desired === null) {
      say(id, 'refused', 'It is meant to run no image yet.');
    } else open.push(ready);
  }
  while (open.length > 0) {
    const done = await commit(place, [
      { do: 'audit', by, what: 'reboot', about: { clients: open.map(({ client }) => client.id) } },
      ...open.flatMap(({ client, order }) => orderChanges(client, order ?? {}, by)),
    ]);
    const held = done.ok ? new Map<string, string>() : heldLeases(done.error);
    const free = open.filter(({ client }) => !held.has(leasePath(client)));
    for (const { client } of open) {
      const holder = held.get(leasePath(client));
      if (holder) say(client.id, 'refused', heldText(holder));
    }
    if (done.ok || free.length === open.length) {
      for (const { client } of free) {
        if (done.ok) say(client.id, 'done', 'It reboots as soon as it has read the order.');
        else
          say(
            client.id,
            done.error.code === 'undecided' ? 'unknown' : 'refused',
            done.error.message,
          );
      }
      break;
    }
    open = free;
  }
  return ids.flatMap((id) => outcomes.get(id) ?? []);
}

/** The lease is taken and given back in one: so nobody holds it while the order is put down. */
function orderChanges(client: Client, order: object, by: string): Change[] {
  const path = leasePath(client);
  const holder = `repair.${by}`;
  return [
    { do: 'lease', path, holder, seconds: leaseSeconds },
    { do: 'write', path: orderPath(client.id), value: order },
    { do: 'release', path, holder },
  ];
}

/**
 * Sets each client's drive aside, puts a fresh one in its place, and orders the reboot that lets it
 * be used. `from`: a drive that was set aside, instead of a fresh one.
 */
export async function swapDrives(
  place: ServerPlace,
  server: ImageServerState,
  ids: readonly string[],
  who: { by: string; from: string | null },
): Promise<RepairOutcome[]> {
  const outcomes: RepairOutcome[] = [];
  for (const id of ids) {
    const ready = readyOf(server, id);
    outcomes.push(
      typeof ready === 'string'
        ? { client: id, outcome: 'refused', text: ready }
        : await swapOne(place, ready, who),
    );
  }
  return outcomes;
}

async function swapOne(
  place: ServerPlace,
  { client, order }: Ready,
  { by, from }: { by: string; from: string | null },
): Promise<RepairOutcome> {
  const { id, stateDrive } = client;
  const say = (outcome: RepairOutcome['outcome'], text: string) => ({ client: id, outcome, text });
  if (stateDrive.kind === 'block') {
    return say(
      'refused',
      `Its drive is the block device ${stateDrive.device}: the server cannot set it aside.`,
    );
  }
  // It becomes a path of a script: nothing but a folder right below state/ is ever moved.
  if (!/^state\/[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(stateDrive.folder)) {
    return say('refused', `Its drive ${stateDrive.folder} is no folder below state/.`);
  }
  const swapped = await askServer(place, swapDriveScript, [
    ...[id, leasePath(client), stateDrive.folder, from ?? '-', JSON.stringify(by)],
    order ? JSON.stringify(order) : '-',
  ]);
  if (!swapped.ok) {
    const [holder] = heldLeases(swapped.error).values();
    if (holder) return say('refused', heldText(holder));
    return say(swapped.error.code === 'undecided' ? 'unknown' : 'refused', swapped.error.message);
  }
  const aside = swapped.value.map((line) => /^aside (\S+)$/.exec(line)?.[1]).find(Boolean);
  const kept = aside ? `What it had lies in ${aside}.` : 'It had no drive before.';
  return say(
    'done',
    `${kept} ${order ? 'It reboots now.' : 'It is silent: its next boot takes the other drive.'}`,
  );
}

/** Every drive that was set aside, the newest first. */
export async function listSetAside(place: ServerPlace): Promise<Result<SetAside[]>> {
  const answer = await askServer(place, listSetAsideScript, []);
  if (!answer.ok) return answer;
  const drives = answer.value.flatMap((line): SetAside[] => {
    const said = /^drive (\d{1,15}) (state\/\.set-aside\/([^/\s]+)\/(\d{8})T(\d{6})Z[0-9.]*)$/.exec(
      line,
    );
    if (!said) return [];
    const [, kib, path, client, day = '', time = ''] = said;
    const iso = `${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`;
    const drive = setAsideSchema.safeParse({
      ...{ client, path, at: Date.parse(iso), bytes: Number(kib) * 1024 },
    });
    return drive.success ? [drive.data] : [];
  });
  return ok(drives.toSorted((a, b) => b.at - a.at));
}

function leasePath({ group, id }: Client): string {
  return `leases/${group}/${id}.json`;
}

function heldText(holder: string): string {
  const rollout = holder.replace(/^rollout\./, '');
  return rollout === holder
    ? `${holder} acts on it at this moment.`
    : `It is on its way in the rollout ${rollout}: skip it there, or wait.`;
}

/** What stands in its way, in words. */
function readyOf(server: ImageServerState, id: string): Ready | string {
  const client = server.clients.get(id)?.value;
  if (!client) return 'Its file is gone from the image server, or is torn.';
  const report = server.reports.get(id);
  const age = server.reportAges.get(id) ?? Number.POSITIVE_INFINITY;
  const key = `repair.${randomBytes(6).toString('hex')}`;
  return {
    client,
    order:
      report && age <= freshSeconds
        ? { client: id, kind: 'reboot', key, bootId: report.bootId }
        : null,
  };
}
