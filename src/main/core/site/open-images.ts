import { randomUUID } from 'node:crypto';
import type { Access } from '../../../shared/model/connection.ts';
import type { SiteEvent, SiteState } from '../../../shared/model/site.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { createOrderPort } from '../images/carry/order-port.ts';
import { createRolloutDesk, type RolloutDesk } from '../images/carry/rollout-desk.ts';
import { glanceAtRollout } from '../images/glance-at-rollout.ts';
import type { HostPorts } from '../images/hosts/host-ports.ts';
import { createHostTender } from '../images/hosts/tend-hosts.ts';
import { createImportDesk, type ImportDesk } from '../images/import/import-desk.ts';
import type { ServerPlace } from '../images/server/server-answer.ts';
import { clientConfigDir, clientFolder } from '../images/xen/client-folders.ts';
import { createXenClients, type XenPorts } from '../images/xen/xen-clients.ts';
import type { Log } from '../log.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import type { KeptImageServer } from '../store/kept-image-server.ts';
import type { Store } from '../store/open-store.ts';
import type { Fleet } from './fleet.ts';
import { overviewOf } from './image-overview.ts';
import { createImageServers, type ImageServers } from './image-servers.ts';

/** A site's image servers, and what this console carries and takes in on them. */
export interface SiteImages {
  readonly imageServers: ImageServers;
  readonly rollouts: RolloutDesk;
  readonly imports: ImportDesk;
  /** How a server's clients that are Xen VMs are reached; null: nothing is known of the server. */
  xenPortsOf(serverId: string): XenPorts | null;
  /** Connects to the servers, and goes on with the rollouts that this console carried. */
  begin(servers: readonly KeptImageServer[]): Result<void>;
  close(): Promise<void>;
}

export function openImages(options: {
  consoleId: string;
  store: Pick<Store, 'imageServers' | 'imagesSeen' | 'history'>;
  state: () => SiteState;
  emit: (events: readonly SiteEvent[]) => void;
  createLink: (machine: { id: string; label: string; access: Access }) => HostLink;
  linkOf: Fleet['linkOf'];
  /** A server has come online. */
  onOnline: (serverId: string) => void;
  /** How hosts that are clients are emptied and filled again. */
  hosts: Omit<HostPorts, 'place' | 'holder' | 'stateOf'>;
  log: Log;
}): SiteImages {
  const { consoleId, store, state, emit, createLink, linkOf, hosts, log } = options;
  const imageServers = createImageServers({
    state,
    emit,
    createLink,
    onOnline(serverId) {
      options.onOnline(serverId);
      rollouts.serverOnline(serverId);
      // Also for the rollouts that another console carries; and there is something to show offline.
      void overviewOf({ imageServers, store }, state(), serverId);
    },
    onFacts(serverId, facts) {
      const kept = store.imagesSeen.keepFacts(serverId, facts);
      if (!kept.ok) log.warn({ error: kept.error }, 'what a server is could not be kept');
    },
  });
  const xenPorts = (place: ServerPlace): XenPorts => ({
    place,
    holder: consoleId,
    stateOf: state,
    linkOf,
    refresh: hosts.refresh,
    folder: clientFolder,
    configDir: clientConfigDir,
  });
  const rollouts = createRolloutDesk({
    placeOf: imageServers.placeOf,
    portOf: (_serverId, place) => {
      const tendHosts = createHostTender({ ...hosts, place, holder: consoleId, stateOf: state });
      return createOrderPort(place, { ...createXenClients(xenPorts(place)), tendHosts });
    },
    holder: consoleId,
    keep: store.imageServers.setCarried,
    onState: (serverId, rollout) => imageServers.showRollout(serverId, glanceAtRollout(rollout)),
    log: log.child({ part: 'rollouts' }),
  });
  const imports = createImportDesk({ by: consoleId, newId: randomUUID });

  return {
    imageServers,
    rollouts,
    imports,
    xenPortsOf(serverId) {
      const place = imageServers.placeOf(serverId);
      return place ? xenPorts(place) : null;
    },
    begin(servers) {
      for (const server of servers) imageServers.put(server);
      const carried = store.imageServers.carried();
      if (!carried.ok) return carried;
      for (const { serverId, rolloutId } of carried.value) rollouts.carry(serverId, rolloutId);
      return ok(undefined);
    },
    async close() {
      await Promise.all([rollouts.close(), imports.close()]);
      await imageServers.close();
    },
  };
}
