import type { CycleFate } from '../../../../shared/images/repair.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { ImageServerState } from '../parse/image-server-state.ts';
import { findVm } from '../xen/find-vm.ts';

/** A client reports twice a minute; who has not for this long is not there. */
const freshSeconds = 150;

/** What a power-cycle of each of these clients would do, or why it cannot be. Pure. */
export function planCycles(
  state: Pick<SiteState, 'hosts' | 'vms'>,
  server: Pick<ImageServerState, 'clients' | 'reportAges' | 'leases'>,
  ids: readonly string[],
): CycleFate[] {
  return ids.map((id): CycleFate => {
    const nothing = { client: id, uuid: null, vm: null, hostId: null, isOff: false };
    const not = (why: string): CycleFate => ({ ...nothing, why });
    const client = server.clients.get(id)?.value;
    if (!client) return not('Its file is gone from the image server, or is torn.');
    const { place } = client;
    if (place.kind === 'bare-metal') {
      return not('It is a machine of metal: nothing here can cut its power. Use its own switch.');
    }
    if (place.kind === 'xen-host') {
      return not('It is a Xen host: its VMs would go down with it. Use its own switch.');
    }
    const age = server.reportAges.get(id);
    if (age !== undefined && age <= freshSeconds) {
      return not('It reports: reboot it instead, and it ends what it does in order.');
    }
    const at = findVm(state, place.uuid);
    if (at.kind === 'unclear') return not(at.why);
    if (at.vm.configPath === null) {
      return not(`It has no configuration on ${at.host.label} that it could be started from.`);
    }
    const isOff = at.kind === 'off';
    const of = { vm: at.vm.name, hostId: at.host.id, isOff, why: null };
    return { client: id, uuid: place.uuid, ...of };
  });
}
