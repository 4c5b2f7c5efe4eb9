import { driftKinds, type ImagesOverview } from '../../../../shared/images/overview.ts';
import type { SiteState } from '../../../../shared/model/site.ts';
import type { ImageServerState } from '../parse/image-server-state.ts';
import { bootSettings } from './boot-settings.ts';
import { findVm } from './find-vm.ts';
import { strayedSettings } from './plan-config.ts';

/**
 * The overview with what the configurations of VMs say: one that was edited by hand so that it does
 * not boot the client's image is drift. Those of hosts that are away say nothing. Pure.
 */
export function withConfigDrift(
  overview: ImagesOverview,
  server: ImageServerState,
  site: {
    root: string;
    folder: string;
    state: Pick<SiteState, 'hosts' | 'vms'>;
    /** Null: it is not known. */
    configOf(hostId: string, path: string): string | null;
  },
): ImagesOverview {
  const { settings } = server;
  if (!settings) return overview;
  const placed = vmsByUuid(site.state.vms);
  const strays = (id: string): boolean => {
    const client = server.clients.get(id)?.value;
    if (client?.place.kind !== 'xen-vm' || client.desired === null) return false;
    const { hosts } = site.state;
    const found = findVm({ hosts, vms: placed.get(client.place.uuid) ?? {} }, client.place.uuid);
    if (found.kind === 'unclear' || found.vm.configPath === null) return false;
    const text = site.configOf(found.host.id, found.vm.configPath);
    if (text === null) return false;
    // A switch is known a little later than it is made: what was switched from is no hand's work.
    return [client.desired, client.previous].every((digest) => {
      if (digest === null) return true;
      const of = { client, digest, settings: settings.value, root: site.root };
      const wanted = bootSettings(site.folder, of);
      if (!wanted.ok) return true;
      const strayed = strayedSettings(text, wanted.value);
      return !strayed.ok || strayed.value.length > 0;
    });
  };
  const clients = overview.clients.map((client) => {
    if (!strays(client.id)) return client;
    const drifts = driftKinds.filter(
      (kind) => kind === 'boot-file' || client.drifts.includes(kind),
    );
    return { ...client, drifts, drift: drifts[0] ?? 'none' };
  });
  return { ...overview, clients };
}

/** Each with what the hosts know of it alone: a site has many VMs, and as many clients. */
function vmsByUuid(vms: SiteState['vms']): Map<string, SiteState['vms']> {
  const all = new Map<string, SiteState['vms']>();
  for (const [hostId, here] of Object.entries(vms)) {
    for (const vm of Object.values(here)) {
      if (vm.uuid === null) continue;
      const known = all.get(vm.uuid) ?? {};
      known[hostId] = { ...known[hostId], [vm.name]: vm };
      all.set(vm.uuid, known);
    }
  }
  return all;
}
