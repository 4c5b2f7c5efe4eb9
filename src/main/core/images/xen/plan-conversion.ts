import type { Client } from '../../../../shared/images/client.ts';
import type { ConversionRequest } from '../../../../shared/images/conversion.ts';
import { nameSchema } from '../../../../shared/images/names.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { VmRef } from '../../../../shared/model/vm.ts';
import { machineIdOf } from '../create/derive-identity.ts';
import type { ImageServerState } from '../parse/image-server-state.ts';
import { whyNotFollowed } from '../why-not-followed.ts';
import { findVm } from './find-vm.ts';

/** A VM as the client that it is to be, or every reason why it cannot. */
export interface PlannedConversion {
  ref: VmRef;
  troubles: string[];
  client: Client | null;
}

/** What each VM becomes. Pure; the same answer as long as nothing changes. */
export function planConversion(
  state: Pick<SiteState, 'hosts' | 'vms'>,
  server: Pick<ImageServerState, 'images' | 'roles' | 'clients' | 'settings' | 'channels'>,
  request: ConversionRequest,
): PlannedConversion[] {
  const common = whyNotFollowed(server, request);
  const taken = new Set(server.clients.keys());
  const uuids = new Set(
    [...server.clients.values()].flatMap(({ value: { place } }) =>
      place.kind === 'xen-vm' ? [place.uuid] : [],
    ),
  );
  return request.vms.map((ref): PlannedConversion => {
    const troubles = [...common];
    const vm = state.vms[ref.hostId]?.[ref.name];
    if (!vm) return { ref, client: null, troubles: [...troubles, `“${ref.name}” is gone.`] };
    const { name, uuid } = vm;
    if (!nameSchema.safeParse(name).success) {
      troubles.push(
        `“${name}” is no name of a client: a–z, 0–9, dot, dash and underscore, 63 at most.`,
      );
    } else if (taken.has(name)) troubles.push(`There is a client ${name} already.`);
    if (uuid === null) {
      troubles.push('Its configuration names no UUID, so nobody would find it again.');
    } else if (uuids.has(uuid)) troubles.push('It is a client already.');
    else {
      const found = findVm(state, uuid);
      if (found.kind === 'unclear') troubles.push(found.why);
    }
    if (vm.configPath === null) troubles.push('It has no configuration that could be switched.');
    taken.add(name);
    if (troubles.length > 0 || uuid === null) return { ref, client: null, troubles };
    const { role, digest, group, channel } = request;
    const client: Client = {
      generation: 1,
      id: name,
      hostname: name.replaceAll('_', '-'),
      macs: vm.nics.map(({ mac }) => mac.toLowerCase()).filter((mac) => mac !== ''),
      role,
      follows: channel === null ? { kind: 'digest', digest } : { kind: 'channel', channel },
      group,
      place: { kind: 'xen-vm', uuid },
      stateDrive: { kind: 'nfs', folder: `state/${name}` },
      machineId: machineIdOf(uuid),
      desired: digest,
      previous: null,
      rejected: [],
    };
    return { ref, client, troubles };
  });
}
