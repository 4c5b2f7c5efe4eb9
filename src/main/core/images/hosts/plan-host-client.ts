import { createHash } from 'node:crypto';
import { type Client, clientSchema } from '../../../../shared/images/client.ts';
import type {
  HostClientRequest,
  PlannedHostClient,
} from '../../../../shared/images/host-client.ts';
import { nameSchema } from '../../../../shared/images/names.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import { bootFiles } from '../boot/boot-files.ts';
import { kernelArguments } from '../boot/kernel-arguments.ts';
import type { ImageServerState } from '../parse/image-server-state.ts';
import { whyNotFollowed } from '../why-not-followed.ts';
import { findXenHost, xenHostName } from './find-xen-host.ts';

type Server = Pick<ImageServerState, 'images' | 'clients' | 'settings' | 'channels'>;

/** A host as the client that it is to be, or every reason why it cannot. Pure. */
export function planHostClient(
  state: Pick<SiteState, 'hosts'>,
  server: Server,
  request: HostClientRequest,
  root: string,
): PlannedHostClient {
  const troubles = whyNot(state, server, request);
  const refused: PlannedHostClient = {
    troubles,
    client: null,
    kernelArguments: null,
    bootFiles: [],
  };
  const host = state.hosts[request.hostId];
  if (troubles.length > 0 || !host?.facts || !server.settings) return refused;
  const { role, digest, channel, group, macs } = request;
  const { hostname } = host.facts;
  const id = clientIdOf(hostname);
  const client: Client = {
    generation: 1,
    id,
    hostname,
    macs,
    role,
    follows: channel === null ? { kind: 'digest', digest } : { kind: 'channel', channel },
    group,
    place: { kind: 'xen-host', label: host.label },
    stateDrive: { kind: 'nfs', folder: `state/${id}` },
    machineId: createHash('sha256').update(`stateless dom0 ${hostname}`).digest('hex').slice(0, 32),
    desired: digest,
    previous: null,
    rejected: [],
  };
  const settings = server.settings.value;
  const words = kernelArguments({ client, digest, settings, root });
  const files = bootFiles(client, settings, root);
  const odd = [words, files].flatMap((one) => (one.ok ? [] : [one.error.message]));
  if (!words.ok || !files.ok || !clientSchema.safeParse(client).success) {
    return { ...refused, troubles: odd.length > 0 ? odd : [`${hostname} is no name of a client.`] };
  }
  return {
    troubles: [],
    client,
    kernelArguments: words.value.join(' '),
    bootFiles: [...files.value.keys()],
  };
}

/** A host's own name, without its domain. */
function clientIdOf(hostname: string): string {
  return (hostname.split('.')[0] ?? '').toLowerCase();
}

function whyNot(
  state: Pick<SiteState, 'hosts'>,
  server: Server,
  request: HostClientRequest,
): string[] {
  const { hostId } = request;
  const why: string[] = [];
  const host = state.hosts[hostId];
  if (!host) why.push('This host is not among the console’s hosts any more.');
  else if (!host.facts) why.push(`${host.label} has not said yet what it is called.`);
  else {
    const { hostname } = host.facts;
    const id = clientIdOf(hostname);
    const known = [...server.clients.values()].find(
      ({ value }) =>
        value.place.kind === 'xen-host' && isHost(findXenHost(state, xenHostName(value)), hostId),
    );
    if (known) why.push(`${host.label} is the client ${known.value.id} already.`);
    else if (server.clients.has(id)) why.push(`There is a client ${id} already.`);
    if (!nameSchema.safeParse(id).success) {
      why.push(`“${id}” is no name of a client: a–z, 0–9, dot, dash and underscore, 63 at most.`);
    }
    if (host.toolstack !== 'xl')
      why.push(`${host.label} has no xl: its VMs could not be moved away.`);
  }
  return [...why, ...whyNotFollowed(server, request)];
}

function isHost(found: ReturnType<typeof findXenHost>, hostId: string): boolean {
  return typeof found !== 'string' && found.id === hostId;
}
