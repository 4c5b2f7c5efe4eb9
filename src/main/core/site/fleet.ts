import type { Access } from '../../../shared/model/connection.ts';
import type { Host } from '../../../shared/model/host.ts';
import type { SiteEvent, SiteState } from '../../../shared/model/site.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { HostLink } from '../ssh/ssh-port.ts';
import { createConnectTurns } from './connect-turns.ts';

/** The hosts of the open site, each with its one SSH session and its place in the inventory. */
export interface Fleet {
  /** Shows the host, or its new label or access, and begins to connect. */
  put(host: { id: string; label: string; access: Access }): void;
  remove(hostId: string): Promise<void>;
  linkOf(hostId: string): HostLink | undefined;
  close(): Promise<void>;
}

export function createFleet(options: {
  state: () => SiteState;
  emit: (events: readonly SiteEvent[]) => void;
  createLink: (host: { id: string; label: string; access: Access }) => HostLink;
  inventory: Inventory;
  /** A host can be spoken to (again). */
  onOnline: (hostId: string) => void;
}): Fleet {
  const { state, emit, createLink, inventory, onOnline } = options;
  const links = new Map<string, HostLink>();
  const turns = createConnectTurns();

  async function drop(hostId: string): Promise<void> {
    const link = links.get(hostId);
    links.delete(hostId);
    inventory.detach(hostId);
    await link?.close();
  }

  return {
    put({ id, label, access }) {
      // The old session ends on its own time; nobody waits for it.
      void drop(id);
      const link = createLink({ id, label, access });
      links.set(id, link);
      const known = state().hosts[id];
      const shown: Host = known
        ? { ...known, label, access, link: link.link }
        : {
            id,
            label,
            access,
            link: link.link,
            toolstack: 'unknown',
            facts: null,
            usage: null,
          };
      if (!known || !isSame(known, shown)) emit([{ type: 'host-put', host: shown }]);
      link.onLink((now) => {
        const host = state().hosts[id];
        if (!host || links.get(id) !== link) return;
        emit([{ type: 'host-put', host: { ...host, link: now } }]);
        if (now.state === 'online') onOnline(id);
      });
      inventory.attach(link, id);
      turns.take(() => {
        if (links.get(id) === link) link.connect();
      });
    },
    async remove(hostId) {
      await drop(hostId);
      emit([{ type: 'host-removed', hostId }]);
    },
    linkOf: (hostId) => links.get(hostId),
    async close() {
      turns.stop();
      await Promise.all([...links.keys()].map(drop));
    },
  };
}

/** What is shown already, as it is when the site is opened, is no news a thousand times over. */
function isSame(known: Host, shown: Host): boolean {
  return (
    known.label === shown.label &&
    known.link.state === shown.link.state &&
    JSON.stringify(known.access) === JSON.stringify(shown.access)
  );
}
