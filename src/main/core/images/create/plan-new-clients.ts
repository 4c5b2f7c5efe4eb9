import { createHash } from 'node:crypto';
import { type Client, clientSchema } from '../../../../shared/images/client.ts';
import { expandNames, mostNewClients } from '../../../../shared/images/expand-names.ts';
import { nameSchema } from '../../../../shared/images/names.ts';
import type {
  NewClientsPreview,
  NewClientsRequest,
  NewMachine,
} from '../../../../shared/images/new-clients.ts';
import { parseMacList } from '../../../../shared/images/parse-mac-list.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { ImageServerState } from '../parse/image-server-state.ts';
import { machineIdOf, uuidOf, xenMacOf } from './derive-identity.ts';
import { newConfigPath, newVmConfig } from './new-vm-config.ts';
import { type NewVm, placeVms } from './place-vms.ts';

/** Of the image server: what is planned with. */
type Server = Pick<
  ImageServerState,
  'images' | 'roles' | 'clients' | 'settings' | 'channels' | 'bootFiles'
>;

export interface NewClientsPlace {
  root: string;
  /** Of the image server. */
  label: string;
  /** In dom0: where boot files, and where configurations lie. */
  folder: string;
  configDir: string;
}

interface Wanted {
  name: string;
  /** Null: they are made up. */
  macs: string[] | null;
}

/** Everything that will be made, or why it cannot be. Pure; the same answer as long as nothing changes. */
export function planNewClients(
  state: Pick<SiteState, 'hosts' | 'vms' | 'jobs' | 'settings'>,
  server: Server,
  place: NewClientsPlace,
  request: NewClientsRequest,
): NewClientsPreview {
  const wanted = whoIsWanted(request);
  const troubles = [...whyNobody(server, request), ...wanted.troubles];
  const used = macsInUse(state, server);
  const known = new Set(server.clients.keys());
  const vmNames = new Set(Object.values(state.vms).flatMap((here) => Object.keys(here)));
  const inUse = new Set(used.keys());
  const drafts = wanted.machines.map(({ name, macs }) => {
    const own = whyNoName(name, known);
    known.add(name);
    for (const mac of macs ?? []) {
      const by = used.get(mac);
      if (by !== undefined) own.push(`${mac} is ${by} already.`);
      else used.set(mac, `a card of ${name}`);
    }
    if (request.machines.kind === 'xen-vm' && vmNames.has(name)) {
      own.push(`There is a VM ${name} on the site already.`);
    }
    const isName = nameSchema.safeParse(name).success;
    const all = macs ?? (isName ? [xenMacOf(request.seed, name, inUse)] : []);
    return { name, macs: all, troubles: own };
  });
  const places = placesFor(state, drafts, place, request);
  const machines = drafts.map((draft, at) => {
    const { name } = draft;
    const on = places?.[at];
    const own = [...draft.troubles];
    if (on?.hostId === null && own.length === 0) own.push(...on.why);
    const nothing = { name, troubles: own, machine: null, configPath: null, config: null };
    if (troubles.length + own.length > 0) return nothing;
    const machine = machineOf(draft, on?.hostId ?? null, request);
    const parsed = clientSchema.safeParse(machine.client);
    if (!parsed.success) {
      own.push(`“${machine.client.hostname}” is no host name: it ends with a letter or digit.`);
      return nothing;
    }
    if (!machine.vm || !server.settings) return { ...nothing, machine };
    const { folder, root, label } = place;
    const settings = server.settings.value;
    const config = newVmConfig(machine, { folder, root, settings, server: label });
    if (!config.ok) {
      own.push(config.error.message);
      return nothing;
    }
    const configPath = newConfigPath(place.configDir, name);
    return { ...nothing, machine, configPath, config: config.value };
  });
  const isPossible = troubles.length === 0 && machines.every(({ machine }) => machine !== null);
  const agreed =
    isPossible && machines.length > 0
      ? createHash('sha256').update(JSON.stringify(machines)).digest('hex')
      : null;
  return { troubles, machines, agreed };
}

/** Names, and cards where they are listed. */
function whoIsWanted({ names: pattern, count, machines, drive }: NewClientsRequest): {
  machines: Wanted[];
  troubles: string[];
} {
  if (machines.kind === 'xen-vm') {
    const names = expandNames(pattern, count);
    const troubles = names.ok ? [] : [names.error];
    if (drive.kind === 'block') troubles.push('A new VM has no disk: its drive is on the server.');
    return {
      machines: (names.ok ? names.value : []).map((name) => ({ name, macs: null })),
      troubles,
    };
  }
  const listed = parseMacList(machines.list);
  if (!listed.ok) return { machines: [], troubles: listed.error };
  if (listed.value.length === 0) {
    return { machines: [], troubles: ['List the machines: a MAC address on each line.'] };
  }
  if (listed.value.length > mostNewClients) {
    const many = `The list has ${listed.value.length} machines; at most ${mostNewClients} are made at once.`;
    return { machines: [], troubles: [many] };
  }
  const unnamed = listed.value.filter(({ name }) => name === null).length;
  const isNamed = pattern.trim() === '' && unnamed === 0;
  const names = isNamed ? { ok: true as const, value: [] } : expandNames(pattern, count);
  if (!names.ok) return { machines: [], troubles: [names.error] };
  const spare = [...names.value];
  const troubles =
    spare.length === unnamed
      ? []
      : [`There are ${spare.length} names for ${unnamed} machines that the list does not name.`];
  const all = listed.value.map(({ name, macs }) => ({ name: name ?? spare.shift() ?? '', macs }));
  return { machines: all.filter(({ name }) => name !== ''), troubles };
}

function whyNobody(
  { images, roles, channels, settings }: Server,
  { role, digest, channel }: NewClientsRequest,
): string[] {
  const why: string[] = [];
  if (!roles.has(role)) why.push(`There is no role ${role}.`);
  else if (!images.has(`${role}/${digest}`)) {
    why.push(`There is no image ${digest.slice(0, 12)} of ${role}.`);
  }
  const named = channel === null ? null : channels.get(`${role}/${channel}`);
  if (named === undefined) why.push(`${role} has no channel ${channel}.`);
  else if (named && named.value.digest !== digest) {
    why.push(
      `${channel} of ${role} names ${named.value.digest.slice(0, 12)} now: choose it again.`,
    );
  }
  if (!settings) why.push('The image server does not say by which address clients reach it.');
  return why;
}

function whyNoName(name: string, known: ReadonlySet<string>): string[] {
  if (!nameSchema.safeParse(name).success) {
    return [
      `“${name.slice(0, 80)}” is no name of a client: a–z, 0–9, dot, dash and underscore, 63 at most, and a letter or digit first.`,
    ];
  }
  return known.has(name) ? [`There is a client ${name} already, or it is named twice.`] : [];
}

/** Whose each card of the site is. */
function macsInUse(state: Pick<SiteState, 'vms'>, { clients }: Server): Map<string, string> {
  const used = new Map<string, string>();
  for (const here of Object.values(state.vms)) {
    for (const { name, nics } of Object.values(here)) {
      for (const { mac } of nics) used.set(mac.toLowerCase(), `a card of the VM ${name}`);
    }
  }
  for (const [id, { value }] of clients) {
    for (const mac of value.macs) used.set(mac, `a card of the client ${id}`);
  }
  return used;
}

function placesFor(
  state: Parameters<typeof placeVms>[0],
  drafts: readonly { name: string; macs: readonly string[] }[],
  { configDir }: NewClientsPlace,
  { machines, seed }: NewClientsRequest,
) {
  if (machines.kind !== 'xen-vm') return null;
  const { type, memoryMiB, vcpus, bridge } = machines;
  const vms = drafts.map(
    ({ name, macs: [mac = ''] }): NewVm => ({
      ...{ name, uuid: uuidOf(seed, name), type, memoryMiB, vcpus, bridge, mac },
      configPath: newConfigPath(configDir, name),
    }),
  );
  return placeVms(state, vms, machines.hostIds);
}

function machineOf(
  { name, macs }: { name: string; macs: string[] },
  hostId: string | null,
  { role, digest, group, channel, drive, machines, seed }: NewClientsRequest,
): NewMachine {
  const uuid = uuidOf(seed, name);
  const client: Client = {
    ...{ generation: 1, id: name, hostname: name.replaceAll('_', '-'), macs, role, group },
    follows: channel === null ? { kind: 'digest', digest } : { kind: 'channel', channel },
    place: machines.kind === 'xen-vm' ? { kind: 'xen-vm', uuid } : { kind: 'bare-metal' },
    stateDrive:
      drive.kind === 'nfs'
        ? { kind: 'nfs', folder: `state/${name}` }
        : { kind: 'block', device: drive.device },
    ...{ machineId: machineIdOf(uuid), desired: digest, previous: null, rejected: [] },
  };
  if (machines.kind !== 'xen-vm' || hostId === null) return { client, vm: null };
  const { start, type, memoryMiB, vcpus, bridge, autostart } = machines;
  return { client, vm: { hostId, start, type, memoryMiB, vcpus, bridge, autostart } };
}
