import type { ImagesOverview } from '../../../shared/images/overview.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { composeOverview } from '../images/compose-overview.ts';
import { parseTree } from '../images/parse/parse-tree.ts';
import { readServer } from '../images/server/read-server.ts';
import { withConfigDrift } from '../images/xen/config-drift.ts';
import { clientFolder } from '../images/xen/xen-clients.ts';
import { unknownServer } from './image-servers.ts';
import type { Site } from './open-site.ts';

type Of = Pick<Site, 'imageServers' | 'store' | 'state'>;

/**
 * What an image server keeps: read from it, and kept for when it cannot be reached; then what it
 * was last seen to keep, whose `at` says when that was.
 */
export async function overviewOf(site: Of, serverId: string): Promise<Result<ImagesOverview>> {
  const place = site.imageServers.placeOf(serverId);
  const isOnline = site.imageServers.linkOf(serverId)?.link.state === 'online';
  if (!place || !isOnline) {
    const kept = site.store.imageServers.lastOverviews();
    if (!kept.ok) return kept;
    const last = kept.value.find(({ server }) => server.id === serverId);
    if (last) return ok(last.overview);
    if (!place) return { ok: false, error: unknownServer() };
  }
  const read = await readServer(place);
  if (!read.ok) return read;
  const server = parseTree(read.value.clock, read.value.files);
  const overview = withConfigDrift(composeOverview(server, place.root), server, {
    root: place.root,
    folder: clientFolder,
    state: site.state(),
    configOf(hostId, path) {
      const text = site.store.history.lastConfig(hostId, path);
      return text.ok ? text.value : null;
    },
  });
  const kept = site.store.imageServers.keepOverview(serverId, Date.now(), overview);
  return kept.ok ? ok(overview) : kept;
}

/** Looks at every image server that can be reached, for a report of what they keep. */
export async function lookAtImages(site: Of, serverIds: readonly string[]): Promise<void> {
  const reachable = serverIds.filter((id) => site.imageServers.linkOf(id)?.link.state === 'online');
  // One that cannot be read is in the report as it was last seen, with when that was.
  await Promise.all(reachable.map((id) => overviewOf(site, id)));
}
